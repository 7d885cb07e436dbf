"""Requests to be erased: one at a time, decided in ten days, kept without a name."""

from datetime import date, timedelta
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models.legal_clock import HasLegalDeadline
from ivi_training.accounts.statuses import ERASURE_MOVES, ErasureStatus, RefusalGround
from ivi_training.guards.erasable import Erasable
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.personal import about_person

# The law's clock, in days of the calendar.
DAYS_TO_DECIDE = 10
DECIDED = (ErasureStatus.AGREED, ErasureStatus.REFUSED)
_FACTS = ("status", "ground", "note", "decided_at", "decided_by_id")
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FACTS)


def decide_by() -> date:
    """The last day to decide a request that is made today."""
    return timezone.localdate() + timedelta(days=DAYS_TO_DECIDE)


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def open(self) -> Self:
        """Requests that nobody has decided, the oldest first."""
        return self.filter(status=ErasureStatus.ASKED).order_by("pk")

    def with_files(self) -> Self:
        """Erasures whose files are still to be deleted from the disk."""
        return self.filter(status=ErasureStatus.AGREED).exclude(files=[]).order_by("pk")


@about_person("user", "note")
class Erasure(HasLegalDeadline, HasLifecycle):
    MOVES = ERASURE_MOVES

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=ErasureStatus, default=ErasureStatus.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    due_on = models.DateField(_("decide by"), default=decide_by)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    ground = models.CharField(_("ground"), max_length=12, choices=RefusalGround, blank=True)
    note = models.CharField(_("explanation"), max_length=500, blank=True)
    # Random names of files that are deleted once the erasure is committed.
    files = ArrayField(models.CharField(max_length=120), default=list, blank=True, editable=False)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for erasure")
        verbose_name_plural = _("requests for erasure")
        ordering = ["-id"]
        permissions = [("decide_erasure", "Can decide requests for erasure")]
        constraints = [
            known_status("erasure_status_known", ErasureStatus),
            models.UniqueConstraint(
                "user",
                name="erasure_one_open_per_person",
                condition=Q(status=ErasureStatus.ASKED),
                violation_error_message=_("You have asked already."),
            ),
            models.CheckConstraint(
                name="erasure_decision_has_who_and_when",
                condition=~Q(status__in=DECIDED) & Q(decided_at=None, decided_by=None)
                | Q(status__in=DECIDED, decided_at__isnull=False, decided_by__isnull=False),
                violation_error_message=_("A decision has a moment and a person."),
            ),
            models.CheckConstraint(
                name="erasure_refused_has_ground",
                condition=Q(status="refused", ground__in=RefusalGround.values)
                | ~Q(status="refused") & Q(ground=""),
                violation_error_message=_("A refusal has a ground, and nothing else has."),
            ),
        ]
        triggers = [
            *lifecycle_triggers(ERASURE_MOVES, [ErasureStatus.ASKED]),
            # The way through what stands is open in the transaction of this moment, and no other.
            pgtrigger.Trigger(
                name="agreed_now",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.status = 'asked' AND NEW.status = 'agreed'"),
                func="NEW.decided_at = transaction_timestamp(); RETURN NEW;",
            ),
            Erasable(
                pgtrigger.Protect(
                    name="decided_once",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(
                        f"OLD.status <> 'asked' AND ({_CHANGED}"
                        " OR (NEW.files IS DISTINCT FROM OLD.files AND NEW.files <> '{}'))"
                    ),
                ),
                "note",
            ),
            pgtrigger.ReadOnly(name="request_stands", fields=["user", "asked_at", "due_on"]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status == ErasureStatus.ASKED

    @property
    def why_refused(self) -> str:
        ground = RefusalGround(self.ground) if self.ground else None
        return f"{ground.label} ({ground.law})" if ground else ""
