"""Promises that nobody keeps or ends: open amounts that have not moved for a while."""

from datetime import timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from grants.awards.models import Grant
from grants.commitments.models import CommitmentItem
from grants.ledger.models import LedgerEntry

DAYS = 90


def idle_items(grant: Grant, days: int = DAYS) -> QuerySet[CommitmentItem]:
    """Parts of commitments with an open amount, by when they moved last: before so many days.

    Of each that is open, one entry is read, the last; nothing is joined with the whole ledger.
    """
    own = LedgerEntry.objects.filter(commitment_item=OuterRef("pk"))
    last = own.order_by("-posted_at").values("posted_at")[:1]
    open_ones = CommitmentItem.objects.filter(line__grant=grant, open_amount__gt=0)
    since = timezone.now() - timedelta(days=days)
    return open_ones.annotate(moved_at=Subquery(last)).filter(moved_at__lte=since)
