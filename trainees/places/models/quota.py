"""Quotas: ceilings and reserved shares on places by their facts; the database keeps both."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.fields import CountryField

from courses.cohorts.models import Cohort
from courses.cohorts.statuses import Modality
from courses.countries.statuses import IncomeGroup
from courses.organisations.models.organisation import Organisation
from courses.organisations.triggers.merges import never_merged
from courses.programs.models import Course, Program, Stream
from ivi_training.guards.models.bilingual import InLanguage
from trainees.people.statuses import Gender
from trainees.places.models.quota_rule import QuotaRule
from trainees.places.triggers import counters
from trainees.places.triggers.facts import (
    COLUMNS,
    FACTS,
    REFERENCES,
    Facts,
    as_text,
    given_by,
    matches,
)
from trainees.places.triggers.quotas import GUARDS
from trainees.places.triggers.vacancies import note_quota


class QuotaQuerySet(models.QuerySet["Quota"]):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def made_by_hand(self) -> Self:
        """Quotas that somebody set up; the others are made by rules."""
        return self.filter(rule__isnull=True)

    def for_counting(self) -> Self:
        """In the order people think of them: the total first, seat limits last.

        Each with the database's date in Seoul, the one by which floors are hard.
        """
        today = RawSQL(counters.TODAY, (), output_field=models.DateField())  # noqa: S611 - fixed
        return (
            self.select_related("cohort")
            .annotate(today=today)
            .order_by(
                "program_id",
                F("rule").asc(nulls_first=True),
                F("cohort").asc(nulls_first=True),
                F("stream").asc(nulls_first=True),
                "pk",
            )
        )

    def for_list(self) -> Self:
        """As for counting, with all that a quota's name and facts are read from."""
        return self.for_counting().select_related("stream", "course", "organisation")

    def on_facts_of(self, quota: "Quota") -> Self:
        """Open quotas of the same program on exactly the same facts."""
        facts = {column: getattr(quota, column) for column in COLUMNS}
        return self.open().filter(program=quota.program_id, **facts)


class Quota(models.Model):
    """At most `ceiling` places whose facts match, `floor` of them kept for nobody else.

    `used` is written by triggers alone. A floor is hard until its date or its release.
    """

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", verbose_name=_("program")
    )
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_ko = models.CharField(_("name (Korean)"), max_length=100, blank=True)
    ceiling = models.PositiveIntegerField(_("ceiling"))
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    floor = models.PositiveIntegerField(
        _("reserved share"),
        default=0,
        help_text=_("Places kept for people who match these facts; 0 keeps none."),
    )
    floor_until = models.DateField(
        _("reserved until"),
        null=True,
        blank=True,
        help_text=_("The last day (Seoul). Empty: until somebody releases it."),
    )
    floor_released_at = models.DateTimeField(
        _("reserved share released at"), null=True, blank=True, editable=False
    )

    stream = models.ForeignKey(
        Stream, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stream")
    )
    country = CountryField(_("country or territory"), blank=True)
    income_group = models.CharField(
        _("income group"), max_length=2, choices=IncomeGroup, blank=True
    )
    gender = models.CharField(_("gender"), max_length=12, choices=Gender, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("course")
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cohort")
    )
    modality = models.CharField(_("modality"), max_length=10, choices=Modality, blank=True)

    rule = models.ForeignKey(
        QuotaRule,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="quotas",
        verbose_name=_("made by the rule"),
    )
    rule_value = models.CharField(max_length=40, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closing_reason = models.CharField(
        _("reason for closing"), max_length=300, blank=True, editable=False
    )

    title = InLanguage("name")
    today: date  # read by `for_counting`

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["program", "pk"]
        constraints = [
            models.CheckConstraint(
                name="quota_never_oversubscribed",
                condition=Q(used__lte=F("ceiling")),
                violation_error_message=_("The ceiling is below the places already taken."),
            ),
            models.CheckConstraint(
                name="quota_floor_within_ceiling",
                condition=Q(floor__lte=F("ceiling")),
                violation_error_message=_("The reserved share is larger than the ceiling."),
            ),
            models.CheckConstraint(
                name="quota_closing_has_who_and_why",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closing_reason="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closing_reason=""),
                violation_error_message=_("Closing a quota names who closed it, when and why."),
            ),
            models.CheckConstraint(
                name="quota_rule_has_value",
                condition=Q(rule__isnull=True, rule_value="")
                | Q(rule__isnull=False) & ~Q(rule_value=""),
                violation_error_message=_("A quota made by a rule is for one value."),
            ),
            models.UniqueConstraint(
                fields=["rule", "rule_value"],
                name="quota_rule_value_once",
                condition=Q(rule__isnull=False),
                violation_error_message=_("The rule has a quota for this value."),
            ),
            models.UniqueConstraint(
                fields=["program", *(fact.name.value for fact in FACTS)],
                name="quota_facts_once",
                condition=Q(closed_at__isnull=True),
                nulls_distinct=False,
                violation_error_message=_("This program already has a quota on these facts."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["program"],
                name="quota_by_hand",
                condition=Q(rule__isnull=True, closed_at__isnull=True),
            ),
            models.Index(
                fields=["program"],
                name="quota_reserving",
                condition=Q(floor__gt=0, closed_at__isnull=True, floor_released_at__isnull=True),
            ),
        ]
        triggers = [*GUARDS, note_quota, never_merged()]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; of one made by a rule, with the value it is for."""
        return f"{self.title}: {self.value}" if self.rule_id else self.title

    @property
    def value(self) -> str:
        """The value of the fact for which a rule made this quota, as people read it."""
        fact = next(fact for fact in COLUMNS if getattr(self, fact))
        if fact in REFERENCES:
            return str(getattr(self, fact.removesuffix("_id")))
        return (
            str(countries.name(self.rule_value) or self.rule_value)
            if fact == "country"
            else str(getattr(self, f"get_{fact}_display")())
        )

    @property
    def free(self) -> int:
        return self.ceiling - self.used

    @property
    def is_reserving(self) -> bool:
        """Whether the floor is hard: open, not released, its date not past; as `is_hard` in SQL."""
        is_kept = self.floor > 0 and self.floor_released_at is None and self.closed_at is None
        return is_kept and (self.floor_until is None or self.floor_until >= self.today)

    @property
    def unmet(self) -> int:
        return max(0, self.floor - self.used) if self.is_reserving else 0

    @property
    def given(self) -> dict[str, Any]:
        return given_by(self)

    def matches(self, facts: Facts) -> bool:
        """Whether these are the facts it looks at; it counts them while it is open."""
        return matches(as_text(self.given), as_text(facts))
