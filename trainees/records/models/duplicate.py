"""People who look like one person and are not: looked at once, by somebody, for good."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from trainees.people.models.applicant import Applicant


@about_person("first__user", "reason")
@about_person("second__user", "reason")
@about_person("first__merged__applicant__user", "reason")
@about_person("second__merged__applicant__user", "reason")
class NotDuplicate(models.Model):
    """Somebody has compared two people and found that they are two. Append-only."""

    first = models.ForeignKey(
        Applicant, models.PROTECT, related_name="+", verbose_name=_("applicant")
    )
    second = models.ForeignKey(
        Applicant, models.PROTECT, related_name="+", verbose_name=_("other applicant")
    )
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("two people found to be two")
        verbose_name_plural = _("people found to be two")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="notduplicate_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message=_("A pair is kept once, the older account first."),
            ),
            models.UniqueConstraint(
                "first",
                "second",
                name="notduplicate_once",
                violation_error_message=_("This pair was looked at already."),
            ),
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
        return f"{self.first} ≠ {self.second}"
