"""Recoveries: what is owed back of money that was spent on somebody who is lost to the course."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.commitments.statuses import RECOVERY_MOVES, RecoveryStatus
from ivi_training.guards.counters import kept_by_triggers
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.pages.money import krw

# What was spent on a promise, of an expenditure that still stands, and no more than that.
_OF_SPENT = """
    IF NOT EXISTS (SELECT 1 FROM grants_ledgerentry e
                    WHERE e.id = NEW.spent_by_id AND e.kind = 'expenditure'
                      AND e.commitment_item_id IS NOT NULL AND e.amount >= NEW.amount
                      AND NOT EXISTS (SELECT 1 FROM grants_ledgerentry r
                                       WHERE r.reverses_id = e.id)) THEN
        RAISE EXCEPTION 'what is recovered was spent on a promise'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def open(self) -> "RecoveryQuerySet":
        """What is still owed; an expenditure that was taken back is owed by nobody."""
        return self.filter(status=RecoveryStatus.OPEN, spent_by__reversed_by=None)

    def closed(self) -> "RecoveryQuerySet":
        return self.exclude(status=RecoveryStatus.OPEN)


class Recovery(HasLifecycle):
    """A receivable: who owes how much of which entry; `received` (KRW) is kept by the ledger."""

    MOVES = RECOVERY_MOVES

    spent_by = models.OneToOneField(
        "grants.LedgerEntry",
        models.PROTECT,
        related_name="owed_back",
        verbose_name=_("spent by"),
        help_text=_("The entry of an expenditure that was drawn on the promise."),
    )
    debtor = models.CharField(_("who owes it"), max_length=200)
    why = models.CharField(_("what happened"), max_length=200)
    amount = models.BigIntegerField(_("owed (KRW)"))
    received = models.BigIntegerField(_("came back (KRW)"), default=0, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=RecoveryStatus, default=RecoveryStatus.OPEN
    )
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
        help_text=_("Empty: by the clock."),
    )
    waived_at = models.DateTimeField(_("waived at"), null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("waived by"),
    )
    waiver = models.CharField(_("reason of the waiver"), max_length=300, blank=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        ordering = ["-id"]
        permissions = [
            ("receive_recovery", "Can record what came back"),
            ("waive_recovery", "Can waive what somebody owes"),
        ]
        constraints = [
            known_status("recovery_status_known", RecoveryStatus),
            models.CheckConstraint(
                name="recovery_received_within_amount",
                condition=Q(amount__gt=0, received__gte=0, received__lte=F("amount")),
                violation_error_message=_("More would come back than is owed."),
            ),
            models.CheckConstraint(
                name="recovery_received_is_whole",
                condition=~Q(status=RecoveryStatus.RECEIVED) | Q(received=F("amount")),
                violation_error_message=_("It is received once all of it has come back."),
            ),
            models.CheckConstraint(
                name="recovery_waiver_has_who_when_and_why",
                condition=Q(
                    status=RecoveryStatus.WAIVED, waived_at__isnull=False, waived_by__isnull=False
                )
                & ~Q(waiver="")
                | ~Q(status=RecoveryStatus.WAIVED)
                & Q(waived_at__isnull=True, waived_by__isnull=True, waiver=""),
                violation_error_message=_("A waiver names who gave it, when and why."),
            ),
            models.CheckConstraint(
                name="recovery_waived_by_another",
                condition=Q(waived_by__isnull=True)
                | Q(opened_by__isnull=True)
                | ~Q(waived_by=F("opened_by")),
                violation_error_message=_("Nobody waives what they themselves have opened."),
            ),
        ]
        triggers = [
            *lifecycle_triggers(RECOVERY_MOVES, [RecoveryStatus.OPEN]),
            kept_by_triggers("received"),
            pgtrigger.Trigger(
                name="of_spent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_OF_SPENT,
            ),
            pgtrigger.Protect(
                name="facts_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.spent_by_id, OLD.debtor, OLD.why, OLD.amount, OLD.opened_by_id,"
                    " OLD.opened_at) IS DISTINCT FROM (NEW.spent_by_id, NEW.debtor, NEW.why,"
                    " NEW.amount, NEW.opened_by_id, NEW.opened_at))"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.debtor}: {krw(self.amount)}"

    @property
    def owed(self) -> int:
        """What has not come back, in KRW."""
        return self.amount - self.received
