"""Results of eligibility checks: what each rule of a call said, and from which facts."""

from collections.abc import Callable
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.calls.models import CallRule, rule_words
from courses.calls.statuses import Finding, RuleKind
from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from ivi_training.guards.triggers import referencing
from ivi_training.pages.signs import NOTHING
from trainees.applying.models.application import PERSON, Application

# The newest results of an application say whether somebody has to look closer.
_TELL_APPLICATION = """
    UPDATE trainees_application a SET is_clear = newest.is_clear
      FROM (SELECT DISTINCT ON (application_id) application_id,
                   bool_and(finding = 'pass') AS is_clear
              FROM new_rows GROUP BY application_id, number
             ORDER BY application_id, number DESC) newest
     WHERE a.id = newest.application_id;
    RETURN NULL;
"""


class EligibilityRule(models.TextChoices):
    """What is looked at before a person does: for every call, and by the rules of the call."""

    STREAM = "stream", _("Stream")
    COUNTRY = "country", _("Countries in the income-group list")
    PERSON = "person", _("One application of this person")
    GROUP = "group", _("Countries")
    EXPERIENCE = "experience", _("Years of experience")
    EDUCATION = "education", _("Highest degree")
    FIELD = "field", _("Field of study")
    ENGLISH = "english", _("English")
    AGE = "age", _("Age at the start of the course")
    REPEAT = "repeat", _("Earlier training with us")
    PAPERS = "papers", _("Papers")


class EligibilityResultQuerySet(models.QuerySet["EligibilityResult"]):
    """Results of checks, old and new."""

    def newest(self) -> "EligibilityResultQuerySet":
        """Of each application only the results of its latest check."""
        later = EligibilityResult.objects.filter(
            application=models.OuterRef("application"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(later)).order_by("application", "pk")


@about_person(PERSON, "inputs")
class EligibilityResult(models.Model):
    """What one rule said about one application: a help for the person who screens, never more."""

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="eligibility_results",
        verbose_name=_("application"),
    )
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("1 for the first check; a later one leaves the earlier standing.")
    )
    rule = models.CharField(_("rule"), max_length=12, choices=EligibilityRule)
    call_rule = models.ForeignKey(
        CallRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rule of the call"),
        help_text=_("Empty for what is looked at in every call."),
    )
    finding = models.CharField(_("result"), max_length=6, choices=Finding)
    inputs = models.JSONField(pgettext_lazy("an eligibility check", "follows from"), default=dict)
    computed_at = models.DateTimeField(_("checked at"), default=timezone.now)

    objects = EligibilityResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("eligibility result")
        verbose_name_plural = _("eligibility results")
        ordering = ["application", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number", "rule", "call_rule"],
                name="eligibilityresult_rule_once_per_check",
                nulls_distinct=False,
                violation_error_message=_("This rule was checked already."),
            ),
            models.CheckConstraint(
                name="eligibilityresult_rule_known",
                condition=Q(rule__in=EligibilityRule.values),
                violation_error_message=_("This rule is not known."),
            ),
            models.CheckConstraint(
                name="eligibilityresult_finding_known",
                condition=Q(finding__in=Finding.values),
                violation_error_message=_("This result is not known."),
            ),
        ]
        triggers = [
            Erasable(
                pgtrigger.Protect(
                    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
                ),
                "inputs",
            ),
            pgtrigger.Trigger(
                name="tells_application",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=referencing(new="new_rows"),
                func=_TELL_APPLICATION,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}: {self.get_finding_display()}"

    @property
    def facts(self) -> str:
        """The facts it follows from, in the reader's words; nothing once they are erased."""
        if not self.inputs:
            return ""
        if self.rule in RuleKind:
            return rule_words.found(self.rule, self.inputs)
        return _FACTS[EligibilityRule(self.rule)](self.inputs)


def _countries(inputs: dict[str, Any]) -> str:
    named = [
        f"{rule_words.named([code])[0]} ({group or NOTHING})"
        for code, group in inputs["groups"].items()
    ]
    return f"{', '.join(named)} · {inputs['vintage']}"


_FACTS: dict[EligibilityRule, Callable[[dict[str, Any]], str]] = {
    EligibilityRule.STREAM: lambda inputs: inputs["stream"] or gettext("No rule fits"),
    EligibilityRule.COUNTRY: _countries,
    EligibilityRule.PERSON: lambda inputs: (
        gettext("Same name and birth date: %(others)s") % {"others": ", ".join(inputs["others"])}
        if inputs["others"]
        else ""
    ),
}
