"""Commitments: money held back on budget lines for one promise, until it is spent or released."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from grants.awards.models.budget_line import BudgetLine
from grants.awards.models.grant import Grant
from ivi_training.guards.counters import kept_by_triggers
from ivi_training.guards.triggers import referencing
from ivi_training.pages.money import krw

# One statement for any number of promises.
_OF_ONE_PROGRAM = """
    IF EXISTS (SELECT 1 FROM new_rows n JOIN courses_cohort c ON c.id = n.cohort_id
                 JOIN grants_grant g ON g.id = n.grant_id
                WHERE c.program_id <> g.program_id) THEN
        RAISE EXCEPTION 'a grant promises money for cohorts of its own program'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
"""


class Commitment(models.Model):
    """What a funded place, or an engagement, may cost; `purpose` names the promise.

    It names nobody: everybody who sees the ledger reads it.
    """

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="commitments", verbose_name=_("grant")
    )
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cohort"),
        help_text=_("Empty: for the program as a whole."),
    )
    purpose = models.CharField(_("purpose"), max_length=200)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
        help_text=_("Empty: by the system, under a rule that a person has set."),
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    release_reason = models.CharField(_("reason of release"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["-id"]
        triggers = [
            pgtrigger.Trigger(
                name="of_one_program",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=referencing(new="new_rows"),
                func=_OF_ONE_PROGRAM,
            ),
        ]

    def __str__(self) -> str:
        return self.purpose


class CommitmentItem(models.Model):
    """What a commitment costs on one line, and what became of it; kept in KRW by triggers.

    `covered` is what somebody else pays of it: that is not promised from the grant.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="items", verbose_name=_("commitment")
    )
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="commitment_items", verbose_name=_("budget line")
    )
    amount = models.BigIntegerField(_("amount (KRW)"))
    open_amount = models.BigIntegerField(_("still open (KRW)"), default=0)
    spent_amount = models.BigIntegerField(_("spent (KRW)"), default=0, db_default=0)
    covered = models.BigIntegerField(_("paid by others (KRW)"), default=0, db_default=0)

    class Meta:
        verbose_name = _("commitment item")
        verbose_name_plural = _("commitment items")
        ordering = ["commitment", "line"]
        constraints = [
            models.UniqueConstraint(
                "commitment",
                "line",
                name="commitmentitem_line_once",
                violation_error_message=_("A commitment holds each line once."),
            ),
            models.CheckConstraint(
                name="commitmentitem_open_within_amount",
                condition=Q(amount__gt=0, open_amount__gte=0, open_amount__lte=F("amount")),
                violation_error_message=_("More would be released or spent than was committed."),
            ),
            models.CheckConstraint(
                name="commitmentitem_never_funded_twice",
                condition=Q(
                    spent_amount__gte=0,
                    covered__gte=0,
                    covered__lte=F("amount") - F("open_amount") - F("spent_amount"),
                ),
                violation_error_message=_("The grant would pay what somebody else pays."),
            ),
        ]
        indexes = [
            # What is still open is little beside all that ever was promised.
            models.Index(
                fields=["line"], name="commitmentitem_open", condition=Q(open_amount__gt=0)
            ),
        ]
        triggers = [kept_by_triggers("open_amount", "spent_amount", "covered")]

    def __str__(self) -> str:
        return f"{self.line}: {krw(self.amount)}"
