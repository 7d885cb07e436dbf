"""What happened to a thing: one row for each move of a lifecycle, never altered."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.erasable import Erasable


class StatusChange(models.Model):
    """One move of one thing from a status to the next: who, when, why. Append-only."""

    subject_type = models.CharField(_("kind"), max_length=60)
    subject_id = models.BigIntegerField(_("number"))
    before = models.CharField(_("from"), max_length=20)
    after = models.CharField(_("to"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("Empty: the clock."),
    )
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index("subject_type", "subject_id", name="status_change_subject"),
        ]
        triggers = [
            Erasable(
                pgtrigger.Protect(
                    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
                ),
                "reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.before} → {self.after}"
