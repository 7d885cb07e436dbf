"""Steps of screening: several applications found eligible or not at once, by one person."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from trainees.models.application import Application
from trainees.statuses import IneligibleReason

_STANDS = ("cohort_id", "is_eligible", "reason", "note", "made_at", "made_by_id")
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _STANDS)


class ScreeningStep(models.Model):
    """One act of screening: who, when, with which result; it can be taken back."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    is_eligible = models.BooleanField(_("eligible"))
    reason = models.CharField(_("reason"), max_length=15, choices=IneligibleReason, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    class Meta:
        verbose_name = _("step of screening")
        verbose_name_plural = _("steps of screening")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="screeningstep_ineligible_has_reason",
                condition=Q(is_eligible=True, reason="")
                | Q(is_eligible=False, reason__in=IneligibleReason.values),
                violation_error_message=_("Whoever is not eligible is told why."),
            ),
            models.CheckConstraint(
                name="screeningstep_undoing_has_who_and_when",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message=_("What is taken back names who did it and when."),
            ),
        ]
        indexes = [models.Index(fields=["cohort", "-id"], name="screeningstep_newest")]
        triggers = [
            pgtrigger.Protect(
                name="stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.undone_at IS NOT NULL OR {_CHANGED}"),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.cohort.code} · {self.pk}"


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
