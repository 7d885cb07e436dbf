"""Holding money back for a promise, and releasing it exactly once: a line is never overspent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine
from grants.budgets.actions import budget_lines
from grants.commitments.actions import recoveries
from grants.commitments.actions.costs import Cost, CostOnLine, Prices
from grants.commitments.models import Commitment, CommitmentItem, CommitmentPart, SupportPackage
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket, EntryKind
from ivi_training.accounts.models import User

Costs = Sequence[Sequence[CostOnLine]]


@dataclass(frozen=True)
class Promise:
    """What is to be held back: the package of costs, for somebody from where, in which cohort.

    `others` is what other payers have pledged of each kind of cost: the grant does not promise it.
    """

    package: SupportPackage
    cohort: Cohort
    purpose: str
    country: str = ""
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class LineEffect:
    """What a set of promises would take from one budget line, in KRW."""

    line: BudgetLine
    needed: int

    @property
    def available_after(self) -> int:
        """What would be left on the line; below zero when it cannot be done."""
        return self.line.available - self.needed

    @property
    def short(self) -> int:
        """How much is missing on the line; 0 where it is enough."""
        return max(0, -self.available_after)


def effects(promises: Sequence[Promise]) -> list[LineEffect]:
    """What the promises need of each budget line, with the line as it stands now."""
    return _effects(_costs(promises))


def _costs(promises: Sequence[Promise]) -> list[list[Cost]]:
    """What each promise costs, with the lines read in the same statement."""
    prices = Prices(promise.package.pk for promise in promises)
    return [prices.less_other_payers(p.others, p.package.pk, p.cohort, p.country) for p in promises]


def _effects(costs: Costs) -> list[LineEffect]:
    needed: Counter[BudgetLine] = Counter()
    for cost in chain.from_iterable(costs):
        needed[cost.line] += cost.needed
    lines = sorted(needed, key=lambda line: (line.grant_id, line.code))
    return [LineEffect(line, needed[line]) for line in lines]


def check(costs: Costs, *, way_out: StrPromise) -> list[LineEffect]:
    """What the costs need of each line; refused where one has too little, with its numbers."""
    effects = _effects(costs)
    for effect in effects:
        if effect.available_after < 0:
            then = [way_out, _("Nothing was changed.")]
            raise budget_lines.budget_exceeded(
                effect.line, effect.needed, effect.line.available, then=then
            )
    return effects


@transaction.atomic(savepoint=False)
def commit(promises: Sequence[Promise], *, by: User | None) -> list[Commitment]:
    """Hold back the packages' costs, all or none, in order; refuse where a line has too little."""
    for grant_id in sorted({promise.package.grant_id for promise in promises}):
        budget_lines.lock(grant_id)
    costs = _costs(promises)
    check(costs, way_out=_("Select fewer people, or move money to this line first."))
    commitments = Commitment.objects.bulk_create(
        Commitment(
            grant_id=promise.package.grant_id,
            cohort=promise.cohort,
            purpose=promise.purpose,
            made_by=by,
        )
        for promise in promises
    )
    hold(commitments, costs, by=by)
    return commitments


def hold(commitments: Sequence[Commitment], costs: Costs, *, by: User | None) -> None:
    """Post what each commitment costs; those of one commitment stand in the order of their lines.

    The caller holds the grants and has checked the lines.
    """
    parted = [
        (CommitmentItem(commitment=commitment, line_id=line_id), list(parts))
        for commitment, whole in zip(commitments, costs, strict=True)
        for line_id, parts in groupby(whole, key=lambda cost: cost.line.pk)
    ]
    for item, parts in parted:
        item.amount = sum(cost.amount for cost in parts)
    items = CommitmentItem.objects.bulk_create(item for item, _parts in parted)
    needs = [sum(cost.needed for cost in parts) for _item, parts in parted]
    CommitmentPart.objects.bulk_create(cost.part(item) for item, parts in parted for cost in parts)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            grant_id=item.commitment.grant_id,
            kind=EntryKind.COMMITMENT,
            amount=needed,
            from_bucket=Bucket.AVAILABLE,
            from_line_id=item.line_id,
            to_bucket=Bucket.COMMITTED,
            to_line_id=item.line_id,
            commitment_item=item,
            key=f"commitment:{item.pk}",
            posted_by=by,
        )
        for item, needed in zip(items, needs, strict=True)
        if needed
    )


@transaction.atomic
def release(commitment: Commitment, *, by: User | None, reason: str) -> None:
    """Give back what is still open, and ask back what was spent; a second release does nothing."""
    if give_back(commitment, by=by, reason=reason):
        recoveries.open_for(commitment, why=reason, by=by)


@transaction.atomic
def give_back(commitment: Commitment, *, by: User | None, reason: str) -> bool:
    """Give back what is still open; what was spent stays spent. Says False the second time."""
    budget_lines.lock(commitment.grant_id)
    held = Commitment.objects.filter(pk=commitment.pk, released_at__isnull=True)
    if not held.update(released_at=timezone.now(), release_reason=reason[:200]):
        return False
    entries = release_entries(commitment, reason=reason)
    for entry in entries:
        entry.posted_by = by
    LedgerEntry.objects.bulk_create(entries)
    return True


def release_entries(commitment: Commitment, *, reason: str) -> list[LedgerEntry]:
    """The entries by which what is still open goes back to its lines, not posted yet."""
    items = CommitmentItem.objects.filter(commitment=commitment, open_amount__gt=0)
    return [
        LedgerEntry(
            grant_id=commitment.grant_id,
            kind=EntryKind.RELEASE,
            amount=item.open_amount,
            from_bucket=Bucket.COMMITTED,
            from_line=item.line,
            to_bucket=Bucket.AVAILABLE,
            to_line=item.line,
            commitment_item=item,
            key=f"release:{item.pk}",
            note=reason[:200],
        )
        for item in items.select_related("line").order_by("pk")
    ]
