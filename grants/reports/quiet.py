"""Promises that nobody keeps or ends: open amounts that have not moved for a while."""

from datetime import timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from grants.models import CommitmentItem, Grant, LedgerEntry

DAYS = 90


def quiet_items(grant: Grant, days: int = DAYS) -> QuerySet[CommitmentItem]:
    """Parts of commitments with an open amount and no entry in the last days."""
    since = timezone.now() - timedelta(days=days)
    moved = LedgerEntry.objects.filter(commitment_item=OuterRef("pk"), posted_at__gt=since)
    open_ones = CommitmentItem.objects.filter(line__grant=grant, open_amount__gt=0)
    return open_ones.filter(~Exists(moved))


def for_list(items: QuerySet[CommitmentItem]) -> QuerySet[CommitmentItem]:
    """With the line and the promise, and when each moved last."""
    related = items.select_related("line", "commitment__cohort")
    return related.annotate(moved_at=Max("entries__posted_at"))
