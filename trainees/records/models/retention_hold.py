"""Holds: a person's data are kept beyond their time, for a reason, until somebody lifts it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import User
from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from trainees.people.models.applicant import Applicant

_CHANGED = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in ("applicant_id", "reason", "made_at", "made_by_id")
)
# A destruction holds its people too: either it sees this hold, or it has ended before.
_IN_TURN = """
    PERFORM 1 FROM trainees_applicant WHERE id = NEW.applicant_id FOR NO KEY UPDATE;
    RETURN NEW;
"""


class RetentionHoldQuerySet(models.QuerySet["RetentionHold"]):
    """Holds, lifted or not."""

    def open(self) -> "RetentionHoldQuerySet":
        return self.filter(lifted_at__isnull=True)

    def of(self, user: User) -> "RetentionHoldQuerySet":
        return self.filter(Q(applicant__user=user) | Q(applicant__merged__applicant__user=user))


@about_person("applicant__user", "reason")
@about_person("applicant__merged__applicant__user", "reason")
class RetentionHold(models.Model):
    """Why the data of one person are not destroyed in their time, and who said so."""

    applicant = models.ForeignKey(
        Applicant, models.PROTECT, related_name="holds", verbose_name=_("applicant")
    )
    reason = models.CharField(
        _("reason"), max_length=500, help_text=_("The person reads it on the page “My data”.")
    )
    made_at = models.DateTimeField(_("held since"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("held by")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )

    objects = RetentionHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "applicant",
                name="retentionhold_one_open_per_person",
                condition=Q(lifted_at__isnull=True),
                violation_error_message=_("The data of this person are held back already."),
            ),
            models.CheckConstraint(
                name="retentionhold_lifted_by_somebody",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                violation_error_message=_("A hold that is lifted names who lifted it and when."),
            ),
            models.CheckConstraint(
                name="retentionhold_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why the data are held back."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="in_turn", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_IN_TURN
            ),
            Erasable(
                pgtrigger.Protect(
                    name="stands",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(f"OLD.lifted_at IS NOT NULL OR {_CHANGED}"),
                ),
                "reason",
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def person(self) -> Applicant:
        """Whom it is about: once the account was merged, the one that stays."""
        merge = getattr(self.applicant, "merged", None)
        return merge.applicant if merge else self.applicant
