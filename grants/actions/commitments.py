"""Holding money back for a promise, and releasing it exactly once: a line is never overspent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from grants.actions import budget_lines, recoveries
from grants.actions.costs import Cost, Prices
from grants.models import (
    BudgetLine,
    Commitment,
    CommitmentItem,
    CommitmentPart,
    Grant,
    LedgerEntry,
    SupportPackage,
)
from grants.statuses import Bucket, EntryKind
from ivi_training.models import User


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
    return [prices.less(p.others, p.package.pk, p.cohort, p.country) for p in promises]


def _effects(costs: list[list[Cost]]) -> list[LineEffect]:
    needed: Counter[BudgetLine] = Counter()
    for cost in chain.from_iterable(costs):
        needed[cost.line] += cost.needed
    lines = sorted(needed, key=lambda line: (line.grant_id, line.code))
    return [LineEffect(line, needed[line]) for line in lines]


@transaction.atomic(savepoint=False)
def commit(promises: Sequence[Promise], *, by: User | None) -> list[Commitment]:
    """Hold back the packages' costs, all or none, in order; refuse where a line has too little."""
    for grant_id in sorted({promise.package.grant_id for promise in promises}):
        budget_lines.lock(grant_id)
    costs = _costs(promises)
    for effect in _effects(costs):
        if effect.available_after < 0:
            then = [
                _("Select fewer people, or move money to this line first."),
                _("Nothing was changed."),
            ]
            raise budget_lines.too_little(
                effect.line, effect.needed, effect.line.available, then=then
            )
    return _post(promises, costs, by=by)


def _post(
    promises: Sequence[Promise], costs: list[list[Cost]], *, by: User | None
) -> list[Commitment]:
    commitments = Commitment.objects.bulk_create(
        Commitment(
            grant_id=promise.package.grant_id,
            cohort=promise.cohort,
            purpose=promise.purpose,
            made_by=by,
        )
        for promise in promises
    )
    parted = [
        (CommitmentItem(commitment=commitment, line_id=line_id), list(parts))
        for commitment, whole in zip(commitments, costs, strict=True)
        for line_id, parts in groupby(whole, key=lambda cost: cost.item.line_id)
    ]
    for item, parts in parted:
        item.amount = sum(cost.amount for cost in parts)
    items = CommitmentItem.objects.bulk_create(item for item, _parts in parted)
    needs = [sum(cost.needed for cost in parts) for _item, parts in parted]
    CommitmentPart.objects.bulk_create(
        CommitmentPart(
            commitment_item=item,
            kind=cost.item.kind,
            note=cost.item.note,
            band=cost.item.band.name_en if cost.item.band else "",
            unit=cost.item.unit,
            units=cost.units,
            unit_amount=cost.item.amount,
            currency=cost.item.currency,
            foreign_amount=cost.item.foreign_amount,
            rate=cost.rate,
            cost=cost.amount,
            covered=cost.covered,
        )
        for item, parts in parted
        for cost in parts
    )
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
    return commitments


@transaction.atomic
def release(commitment: Commitment, *, by: User | None, reason: str) -> None:
    """Give back what is still open, and ask back what was spent; a second release does nothing."""
    grant: Grant = budget_lines.lock(commitment.grant_id)
    held = Commitment.objects.filter(pk=commitment.pk, released_at__isnull=True)
    if not held.update(released_at=timezone.now(), release_reason=reason[:200]):
        return
    items = CommitmentItem.objects.filter(commitment=commitment, open_amount__gt=0)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            grant=grant,
            kind=EntryKind.RELEASE,
            amount=item.open_amount,
            from_bucket=Bucket.COMMITTED,
            from_line_id=item.line_id,
            to_bucket=Bucket.AVAILABLE,
            to_line_id=item.line_id,
            commitment_item=item,
            key=f"release:{item.pk}",
            posted_by=by,
            note=reason[:200],
        )
        for item in items
    )
    recoveries.open_for(commitment, why=reason, by=by)
