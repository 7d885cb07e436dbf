"""Another look at a negative result: asked for once, decided by a person, nothing deleted."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON, Application


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Requests, decided or not."""

    def open(self) -> "AppealQuerySet":
        return self.filter(decided_at__isnull=True)


@about_person(PERSON, "text", "reason")
class Appeal(models.Model):
    """What an applicant wrote against a result, and the answer; one for each application."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="appeal", verbose_name=_("application")
    )
    text = models.TextField(_("why it should be looked at again"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    is_granted = models.BooleanField(_("reopened"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for another look")
        verbose_name_plural = _("requests for another look")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="appeal_decision_has_who_when_and_why",
                condition=Q(
                    decided_at__isnull=True, decided_by__isnull=True, is_granted__isnull=True
                )
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_granted__isnull=False)
                & ~Q(reason=""),
                violation_error_message=_("A decision names who took it, when and why."),
            ),
        ]
        indexes = [
            models.Index("asked_at", name="appeal_open", condition=Q(decided_at__isnull=True)),
        ]
        triggers = [
            Erasable(
                pgtrigger.ReadOnly(name="text_stands", fields=["application", "text", "asked_at"]),
                "text",
                "reason",
            ),
            Erasable(
                pgtrigger.Protect(
                    name="decided_once",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Q(old__decided_at__isnull=False),
                ),
                "text",
                "reason",
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.application)
