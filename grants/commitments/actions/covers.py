"""What another payer covers of a promise: it is freed from the grant, or held back again."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from grants.awards.models import BudgetLine
from grants.budgets.actions import budget_lines
from grants.commitments.models import Commitment, CommitmentItem, CommitmentPart
from grants.ledger.errors import SpentAlready
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket, EntryKind
from ivi_training.accounts.models import User
from ivi_training.pages.money import krw


@transaction.atomic
def cover(commitment: Commitment, kind: str, amount: int, *, key: str, by: User) -> None:
    """Free what somebody else pays of one kind of cost, at most the cost.

    Refused where that money is spent already: it is then owed back, not covered.
    """
    budget_lines.lock(commitment.grant_id)
    shares = []
    for part in _parts(commitment, kind):
        share = min(amount, part.cost - part.covered)
        if share:
            shares.append((part, share))
            amount -= share
    for part, share in shares:
        item = part.commitment_item
        if item.open_amount < share:
            raise SpentAlready(
                _("“%(cost)s”: %(open)s is not spent yet, but the other payer would pay %(share)s.")
                % {"cost": part.label, "open": krw(item.open_amount), "share": krw(share)},
                then=[
                    _(
                        "No other payer can take over what is spent. "
                        "Record what is paid back instead."
                    )
                ],
            )
        item.open_amount -= share
    _move(shares, EntryKind.RELEASE, key=key, by=by)
    _keep(shares, 1)


@transaction.atomic
def cover_at_most(commitment: Commitment, kind: str, amount: int, *, key: str, by: User) -> None:
    """Hold back again what others do not pay any more; refused where a line has too little."""
    budget_lines.lock(commitment.grant_id)
    parts = _parts(commitment, kind)
    excess = max(0, sum(part.covered for part in parts) - amount)
    shares = []
    for part in reversed(parts):
        share = min(excess, part.covered)
        if share:
            shares.append((part, share))
            excess -= share
    for line, needed in _needed(shares).items():
        if line.available < needed:
            then = [_("Move money to this line first, or ask for an overrun.")]
            raise budget_lines.budget_exceeded(line, needed, line.available, then=then)
    _keep(shares, -1)
    _move(shares, EntryKind.COMMITMENT, key=key, by=by)


def _needed(shares: Iterable[tuple[CommitmentPart, int]]) -> Counter[BudgetLine]:
    needed: Counter[BudgetLine] = Counter()
    for part, share in shares:
        needed[part.commitment_item.line] += share
    return needed


def _parts(commitment: Commitment, kind: str) -> list[CommitmentPart]:
    """The parts of one kind; those of one item share it, so that what one takes the other sees."""
    found = CommitmentPart.objects.filter(commitment_item__commitment=commitment, kind=kind)
    parts = list(found.select_related("commitment_item__line").order_by("pk"))
    items: dict[int, CommitmentItem] = {}
    for part in parts:
        part.commitment_item = items.setdefault(part.commitment_item_id, part.commitment_item)
    return parts


def _keep(shares: Iterable[tuple[CommitmentPart, int]], sign: int) -> None:
    for part, share in shares:
        CommitmentPart.objects.filter(pk=part.pk).update(covered=F("covered") + sign * share)


def _move(
    shares: Iterable[tuple[CommitmentPart, int]], kind: EntryKind, *, key: str, by: User
) -> None:
    source, to = Bucket.COMMITTED, Bucket.AVAILABLE
    if kind == EntryKind.COMMITMENT:
        source, to = to, source
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            grant_id=part.commitment_item.line.grant_id,
            kind=kind,
            amount=share,
            from_bucket=source,
            from_line_id=part.commitment_item.line_id,
            to_bucket=to,
            to_line_id=part.commitment_item.line_id,
            commitment_item=part.commitment_item,
            key=f"{key}:{part.pk}",
            posted_by=by,
            note=part.label,
        )
        for part, share in shares
    )
