"""Rules of a call: who may apply, as rows that stand once somebody has applied under them."""

from functools import cached_property
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.calls.models import rule_words
from courses.calls.models.call import Call
from courses.calls.statuses import (
    CountryFact,
    Education,
    EnglishLevel,
    RequiredPaper,
    RuleKind,
    RuleMatch,
)
from courses.calls.triggers.rules_in_force import refuse_once_applied
from courses.countries.models.classification import ClassificationVintage
from courses.countries.statuses import GROUPS
from courses.countries.triggers.lists import judges_by_list

BOUNDED = (RuleKind.EXPERIENCE, RuleKind.AGE)


def _list_of(choices: Any, name: Any) -> "ArrayField[list[str], list[str]]":
    column: models.CharField[str, str] = models.CharField(max_length=12, choices=choices)
    return ArrayField(column, verbose_name=name, default=list, blank=True)


class CallRuleQuerySet(models.QuerySet["CallRule"]):
    def with_lists(self) -> "CallRuleQuerySet":
        return self.select_related("call__program__vintage", "vintage")


@pghistory.track()
class CallRule(models.Model):
    """One rule: its kind, and what that kind compares with. What its kind has no use for is empty.

    Without a vintage of its own it judges by the program's.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="rules", verbose_name=_("call"))
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    kind = models.CharField(_("looks at"), max_length=12, choices=RuleKind)
    facts = _list_of(CountryFact.choices, _("countries of the person"))
    match = models.CharField(
        _("how many of them must fit"), max_length=3, choices=RuleMatch, default=RuleMatch.ALL
    )
    income_groups = _list_of(GROUPS, _("groups"))
    countries = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("countries and territories"),
        default=list,
        blank=True,
        help_text=_("Two-letter codes with a comma between two, for example KR, VN."),
    )
    vintage = models.ForeignKey(
        ClassificationVintage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"published_at__isnull": False},
        verbose_name=_("country list"),
        help_text=_("Its groups are those of its scheme. Empty: the one that the program pins."),
    )
    low = models.PositiveSmallIntegerField(_("at least (years)"), null=True, blank=True)
    high = models.PositiveSmallIntegerField(_("at most (years)"), null=True, blank=True)
    education = models.CharField(
        _("lowest degree"), max_length=12, choices=Education, blank=True, default=""
    )
    english = models.CharField(
        _("lowest level of English"), max_length=12, choices=EnglishLevel, blank=True, default=""
    )
    words = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("words in the field of study"),
        default=list,
        blank=True,
        help_text=_("With a comma between two. A field with none of them goes to a person."),
    )
    papers = _list_of(RequiredPaper.choices, _("papers"))

    objects = CallRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of a call")
        verbose_name_plural = _("rules of calls")
        ordering = ["call", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="callrule_kind_known",
                condition=Q(kind__in=RuleKind.values),
                violation_error_message=_("This kind of rule is not known."),
            ),
            models.CheckConstraint(
                name="callrule_match_known",
                condition=Q(match__in=RuleMatch.values),
                violation_error_message=_("Either each of the countries must fit, or one of them."),
            ),
            models.CheckConstraint(
                name="callrule_education_known",
                condition=Q(education__in=["", *Education.values]),
                violation_error_message=_("This degree is not known."),
            ),
            models.CheckConstraint(
                name="callrule_english_known",
                condition=Q(english__in=["", *EnglishLevel.values]),
                violation_error_message=_("This level of English is not known."),
            ),
            models.CheckConstraint(
                name="callrule_bounds_rise",
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                violation_error_message=_("“At most” is below “at least”."),
            ),
            models.CheckConstraint(
                name="callrule_says_what_it_asks",
                condition=(
                    Q(kind=RuleKind.GROUP) & ~Q(facts=[]) & ~Q(income_groups=[], countries=[])
                )
                | (Q(kind__in=BOUNDED) & (Q(low__isnull=False) | Q(high__isnull=False)))
                | Q(kind=RuleKind.REPEAT, low__isnull=False, low__gte=1)
                | (Q(kind=RuleKind.EDUCATION) & ~Q(education=""))
                | (Q(kind=RuleKind.ENGLISH) & ~Q(english=""))
                | (Q(kind=RuleKind.FIELD) & ~Q(words=[]))
                | (Q(kind=RuleKind.PAPERS) & ~Q(papers=[])),
                violation_error_message=_("Fill in what a rule of this kind compares with."),
            ),
        ]
        triggers = [judges_by_list, *refuse_once_applied()]

    def __str__(self) -> str:
        return f"{self.topic}: {self.asks}"

    @property
    def topic(self) -> str:
        return rule_words.topic(self)

    @property
    def asks(self) -> str:
        return rule_words.asks(self)

    @cached_property
    def list_used(self) -> ClassificationVintage:
        return self.vintage or self.call.program.vintage
