"""Results of eligibility checks: what each rule of a call said, and from which facts."""

from collections.abc import Callable
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from courses.statuses import Education
from trainees.models.application import Application, Document

NOTHING = "\N{EN DASH}"

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
    """What is looked at before a person does."""

    STREAM = "stream", _("Stream")
    COUNTRY = "country", _("Countries in the income-group list")
    EXPERIENCE = "experience", _("Years of experience")
    EDUCATION = "education", _("Highest degree")
    PAPERS = "papers", _("Papers")
    PERSON = "person", _("One application of this person")


class Finding(models.TextChoices):
    """What a rule says; only a person refuses anybody."""

    PASS = "pass", pgettext_lazy("an eligibility check", "Met")
    FAIL = "fail", pgettext_lazy("an eligibility check", "Not met")
    PERSON = "person", pgettext_lazy("an eligibility check", "For a person to decide")


class EligibilityResultQuerySet(models.QuerySet["EligibilityResult"]):
    """Results of checks, old and new."""

    def newest(self) -> "EligibilityResultQuerySet":
        """Of each application only the results of its latest check."""
        later = EligibilityResult.objects.filter(
            application=models.OuterRef("application"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(later)).order_by("application", "pk")


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
    finding = models.CharField(_("result"), max_length=6, choices=Finding)
    inputs = models.JSONField(_("follows from"), default=dict)
    computed_at = models.DateTimeField(_("checked at"), default=timezone.now)

    objects = EligibilityResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("eligibility result")
        verbose_name_plural = _("eligibility results")
        ordering = ["application", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number", "rule"],
                name="eligibilityresult_rule_once_per_check",
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
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="tells_application",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_rows"),  # type: ignore[no-untyped-call]
                func=_TELL_APPLICATION,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}: {self.get_finding_display()}"

    @property
    def facts(self) -> str:
        """The facts it follows from, in the reader's words."""
        return str(_FACTS[EligibilityRule(self.rule)](self.inputs))


def _countries(inputs: dict[str, Any]) -> str:
    named = [
        f"{countries.name(code) or code} ({group or NOTHING})"
        for code, group in inputs["groups"].items()
    ]
    return f"{', '.join(named)} · {inputs['vintage']}"


def _degree(code: str) -> str:
    return str(Education(code).label) if code in Education else NOTHING


def _papers(kinds: list[str]) -> str:
    return ", ".join(str(Document.Kind(kind).label) for kind in kinds)


_FACTS: dict[EligibilityRule, Callable[[dict[str, Any]], str]] = {
    EligibilityRule.STREAM: lambda inputs: inputs["stream"] or gettext("No rule fits"),
    EligibilityRule.COUNTRY: _countries,
    EligibilityRule.EXPERIENCE: lambda inputs: (
        gettext("%(have)s; at least %(asked)s asked")
        % {"have": inputs["years"], "asked": inputs["asked"]}
    ),
    EligibilityRule.EDUCATION: lambda inputs: (
        gettext("%(have)s; at least %(asked)s asked")
        % {"have": _degree(inputs["degree"]), "asked": _degree(inputs["asked"])}
    ),
    EligibilityRule.PAPERS: lambda inputs: (
        gettext("Missing: %(papers)s") % {"papers": _papers(inputs["missing"])}
        if inputs["missing"]
        else _papers(inputs["given"])
    ),
    EligibilityRule.PERSON: lambda inputs: (
        gettext("Same name and birth date: %(others)s") % {"others": ", ".join(inputs["others"])}
        if inputs["others"]
        else ""
    ),
}
