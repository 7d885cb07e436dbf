"""The ledger: each row moves won from one account to another, so it cannot be out of balance."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.models.budget_line import BudgetLine
from grants.models.commitment import CommitmentItem
from grants.models.expenditure import Expenditure
from grants.models.grant import Grant
from grants.statuses import LINE_BUCKETS, Bucket, EntryKind

# One pass over the inserted rows, whatever their number. The grant is locked first: it is the
# root of its lines, so two postings never wait for each other in a circle.
POST = """
    PERFORM 1 FROM grants_grant WHERE id IN (SELECT DISTINCT grant_id FROM new_rows)
        ORDER BY id FOR NO KEY UPDATE;
    UPDATE grants_grant g
       SET awarded = g.awarded + d.awarded, unallocated = g.unallocated + d.unallocated
      FROM (SELECT grant_id,
                   sum(CASE WHEN from_bucket = 'funder' THEN amount
                            WHEN to_bucket = 'funder' THEN -amount ELSE 0 END) AS awarded,
                   sum(CASE WHEN to_bucket = 'unallocated' THEN amount ELSE 0 END
                     - CASE WHEN from_bucket = 'unallocated' THEN amount ELSE 0 END) AS unallocated
              FROM new_rows GROUP BY grant_id) d
     WHERE g.id = d.grant_id AND (d.awarded <> 0 OR d.unallocated <> 0);
    UPDATE grants_budgetline l
       SET budgeted = l.budgeted + d.total,
           committed = l.committed + d.committed,
           spent = l.spent + d.spent
      FROM (SELECT line_id, sum(amount) AS total,
                   sum(CASE WHEN bucket = 'committed' THEN amount ELSE 0 END) AS committed,
                   sum(CASE WHEN bucket = 'spent' THEN amount ELSE 0 END) AS spent
              FROM (SELECT to_line_id AS line_id, to_bucket AS bucket, amount FROM new_rows
                    UNION ALL
                    SELECT from_line_id, from_bucket, -amount FROM new_rows) legs
             WHERE line_id IS NOT NULL GROUP BY line_id) d
     WHERE l.id = d.line_id;
    UPDATE grants_commitmentitem i
       SET open_amount = i.open_amount + d.amount
      FROM (SELECT commitment_item_id,
                   sum(CASE WHEN to_bucket = 'committed' THEN amount ELSE 0 END
                     - CASE WHEN from_bucket = 'committed' THEN amount ELSE 0 END) AS amount
              FROM new_rows WHERE commitment_item_id IS NOT NULL
             GROUP BY commitment_item_id) d
     WHERE i.id = d.commitment_item_id;
    RETURN NULL;
"""


def _line_where_needed(side: str) -> Q:
    """A line is named exactly where the bucket belongs to a line."""
    on_line = Q(**{f"{side}_bucket__in": LINE_BUCKETS})
    named = Q(**{f"{side}_line__isnull": False})
    return (on_line & named) | (~on_line & ~named)


class LedgerEntry(models.Model):
    """An amount (KRW, above zero) that moved between two accounts of a grant. Append-only."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="entries", verbose_name=_("grant")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    from_bucket = models.CharField(_("from"), max_length=12, choices=Bucket)
    from_line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("from line"),
    )
    to_bucket = models.CharField(_("to"), max_length=12, choices=Bucket)
    to_line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to line"),
    )
    amount = models.BigIntegerField(_("amount (KRW)"))
    commitment_item = models.ForeignKey(
        CommitmentItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("commitment"),
    )
    expenditure = models.ForeignKey(
        Expenditure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("expenditure"),
    )
    key = models.CharField(
        _("key"),
        max_length=100,
        unique=True,
        help_text=_("Names the fact that was posted: the same fact is never posted twice."),
    )
    posted_at = models.DateTimeField(_("posted at"), default=timezone.now)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("posted by"),
        help_text=_("Empty: the clock."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="ledgerentry_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("An entry moves a whole number of won above zero."),
            ),
            models.CheckConstraint(
                name="ledgerentry_kind_known",
                condition=Q(kind__in=EntryKind.values),
            ),
            models.CheckConstraint(
                name="ledgerentry_buckets_known",
                condition=Q(from_bucket__in=Bucket.values, to_bucket__in=Bucket.values),
            ),
            models.CheckConstraint(
                name="ledgerentry_from_line_where_needed", condition=_line_where_needed("from")
            ),
            models.CheckConstraint(
                name="ledgerentry_to_line_where_needed", condition=_line_where_needed("to")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="post",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_rows"),  # type: ignore[no-untyped-call]
                func=POST,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount:,}"
