"""Promises that nobody keeps or ends: open amounts that have not moved for a while."""

from datetime import timedelta

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from grants.models import CommitmentItem, Grant, LedgerEntry

DAYS = 90


def quiet_items(grant: Grant, days: int = DAYS) -> QuerySet[CommitmentItem]:
    """Parts of commitments with an open amount, by when they moved last: before so many days.

    The last entry is looked up for each that is open; nothing is joined with the whole ledger.
    """
    own = LedgerEntry.objects.filter(commitment_item=OuterRef("pk")).order_by()
    last = own.values("commitment_item").annotate(at=Max("posted_at")).values("at")
    open_ones = CommitmentItem.objects.filter(line__grant=grant, open_amount__gt=0)
    since = timezone.now() - timedelta(days=days)
    return open_ones.annotate(moved_at=Subquery(last)).filter(moved_at__lte=since)
