"""Steps of screening: several applications found eligible or not at once, by one person."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON, Application
from trainees.applying.models.cohort_act import CohortStep, step_triggers
from trainees.screening.statuses import IneligibleReason


@about_person(f"lines__{PERSON}", "note")
class ScreeningStep(CohortStep):
    """One act of screening and its result; taken back for whoever was not told of it."""

    is_eligible = models.BooleanField(_("eligible"))
    reason = models.CharField(_("reason"), max_length=15, choices=IneligibleReason, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta(CohortStep.Meta):
        verbose_name = _("step of screening")
        verbose_name_plural = _("steps of screening")
        constraints = [
            *CohortStep.Meta.constraints,
            models.CheckConstraint(
                name="screeningstep_ineligible_has_reason",
                condition=Q(is_eligible=True, reason="")
                | Q(is_eligible=False, reason__in=IneligibleReason.values),
                violation_error_message=_("Whoever is not eligible is told why."),
            ),
        ]
        indexes = [models.Index(fields=["cohort", "-id"], name="screeningstep_newest")]
        triggers = step_triggers("is_eligible", "reason", "note")


class ScreenedApplication(models.Model):
    """An application that a step of screening moved."""

    step = models.ForeignKey(
        ScreeningStep, models.PROTECT, related_name="lines", verbose_name=_("step of screening")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="screenings", verbose_name=_("application")
    )

    class Meta:
        verbose_name = _("screened application")
        verbose_name_plural = _("screened applications")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "application"],
                name="screenedapplication_once_per_step",
                violation_error_message=_("This application is in the step already."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.application}"
