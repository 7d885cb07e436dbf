"""Who paid what by a day: the subsidy as the ledger has it, the others by their shares.

The ledger holds the subsidy alone. What another source pays of an expenditure belongs to the day of
the subsidy's part; without one to the day of its approval, which no closed period changes.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from grants.awards.models import Grant
from grants.awards.statuses import FundingKind
from grants.ledger.statuses import EntryKind
from grants.settling.models.settlement_contents import SettledSource
from grants.spending.models import Expenditure, FundingShare
from grants.spending.statuses import ExpenditureStatus


def sources_of(
    grant: Grant, until: date, subsidised: dict[str, int], *, awarded: int
) -> list[SettledSource]:
    """The subsidy first, then every other source, with what each paid on each line, in KRW."""
    subsidy = SettledSource(FundingKind.SUBSIDY, "", awarded, subsidised)
    others = grant.funding_sources.exclude(kind=FundingKind.SUBSIDY)
    shares = FundingShare.objects.filter(
        source__in=others, expenditure__approved_at__isnull=False
    ).select_related("expenditure__line")
    paid: dict[int, Counter[str]] = {source.pk: Counter() for source in others}
    for share in shares.prefetch_related("expenditure__entries"):
        if _stood_on(share.expenditure, until):
            paid[share.source_id][share.expenditure.line.code] += share.amount
    return [
        subsidy,
        *[SettledSource(s.kind, s.name, s.agreed or 0, dict(paid[s.pk])) for s in others],
    ]


def _stood_on(expenditure: Expenditure, until: date) -> bool:
    """Whether it was approved by that day, and not taken back by then."""
    approved = min(_days(expenditure, EntryKind.EXPENDITURE), default=None)
    if approved is None and expenditure.approved_at is not None:
        approved = timezone.localdate(expenditure.approved_at)
    if approved is None or approved > until:
        return False
    if expenditure.status != ExpenditureStatus.REVERSED:
        return True
    reversed_on = min(_days(expenditure, EntryKind.REVERSAL), default=None)
    if reversed_on is None:
        reversed_on = timezone.localdate(expenditure.changes().latest("at").at)
    return reversed_on > until


def _days(expenditure: Expenditure, kind: EntryKind) -> Iterator[date]:
    return (entry.effective_on for entry in expenditure.entries.all() if entry.kind == kind)
