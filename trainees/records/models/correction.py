"""A correction of what is held about a person: asked for by them, decided in ten days."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models.erasure import decide_by
from ivi_training.accounts.models.legal_clock import HasLegalDeadline
from ivi_training.guards.erasable import ERASED, Erasable
from ivi_training.guards.personal import about_person
from trainees.people.models.applicant import Applicant
from trainees.people.triggers.people_merges import follows_person, not_of_merged

_PERSONAL = ("text", "changes", "note")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Requests, decided or not."""

    def open(self) -> "CorrectionQuerySet":
        """Requests that wait for a decision, the oldest first; nobody waits who was erased."""
        return self.filter(decided_at__isnull=True).exclude(text=ERASED).order_by("pk")

    def corrected(self) -> "CorrectionQuerySet":
        return self.filter(is_corrected=True)

    def refused(self) -> "CorrectionQuerySet":
        """Requests that changed nothing."""
        return self.filter(is_corrected=False)


@about_person("applicant__user", "text", "changes", "note")
class Correction(HasLegalDeadline, models.Model):
    """What somebody says is wrong, and what was done about it; one open for each person."""

    applicant = models.ForeignKey(
        Applicant, models.PROTECT, related_name="corrections", verbose_name=_("applicant")
    )
    text = models.TextField(_("what is wrong, and what is right"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    due_on = models.DateField(_("decide by"), default=decide_by)
    is_corrected = models.BooleanField(_("corrected"), null=True)
    # By field of the person: what stood there before, and what stands there since.
    changes = models.JSONField(_("what was changed"), default=dict, blank=True)
    note = models.CharField(_("answer"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a correction")
        verbose_name_plural = _("requests for a correction")
        ordering = ["-id"]
        permissions = [("decide_correction", "Can correct what is held about a person")]
        constraints = [
            models.UniqueConstraint(
                "applicant",
                name="correction_one_open_per_person",
                condition=Q(decided_at__isnull=True),
                violation_error_message=_("You have asked already."),
            ),
            models.CheckConstraint(
                name="correction_decision_has_who_and_when",
                condition=Q(decided_at=None, decided_by=None, is_corrected=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_corrected__isnull=False),
                violation_error_message=_("A decision has a moment and a person."),
            ),
            models.CheckConstraint(
                name="correction_changes_where_corrected",
                condition=Q(is_corrected__isnull=False, is_corrected=True) | Q(changes={}),
                violation_error_message=_("What was refused has changed nothing."),
            ),
        ]
        triggers = [
            follows_person(),
            not_of_merged(),
            Erasable(
                pgtrigger.ReadOnly(name="request_stands", fields=["text", "asked_at", "due_on"]),
                *_PERSONAL,
            ),
            Erasable(
                pgtrigger.Protect(
                    name="decided_once",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(
                        "OLD.decided_at IS NOT NULL AND NEW.applicant_id = OLD.applicant_id"
                    ),
                ),
                *_PERSONAL,
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.decided_at is None and self.text != ERASED
