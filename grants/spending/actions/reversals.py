"""Corrections: the exact opposite of one entry, once, with a reason; never a change of a row."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from grants.budgets.actions import budget_lines, periods
from grants.budgets.errors import DayRefused
from grants.commitments.models import Commitment, Recovery
from grants.ledger.actions import balances
from grants.ledger.actions.balances import BalanceChange
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import REVERSIBLE, Bucket, EntryKind
from grants.spending.errors import NotReversible
from grants.spending.models import Expenditure
from grants.spending.statuses import ExpenditureStatus
from ivi_training.accounts.models import User

# The entries that an expenditure has made, which are taken back together.
OF_EXPENDITURE = (EntryKind.EXPENDITURE, EntryKind.EXCHANGE)


def can_reverse(entry: LedgerEntry) -> bool:
    """Whether its kind can be taken back and nobody has done so."""
    return entry.kind in REVERSIBLE and not hasattr(entry, "reversed_by")


def preview(entry: LedgerEntry, *, reason: str, effective_on: date) -> list[BalanceChange]:
    """The balances before and after; refused as `reverse` would be."""
    entries = _opposites(entry, reason, effective_on)
    return balances.allowed_changes([*entries, *_released_again(entries)])


@transaction.atomic
def reverse(entry: LedgerEntry, *, reason: str, effective_on: date, by: User) -> list[LedgerEntry]:
    """Post the opposite; of an expenditure, of all its entries, for it was approved as one.

    Refused for what was reversed before, for promises, which their owners release, and where the
    money has moved on.
    """
    budget_lines.lock(entry.grant_id)
    entries = _opposites(entry, reason, effective_on)
    again = _released_again(entries)
    balances.allowed_changes([*entries, *again])
    for opposite in [*entries, *again]:
        opposite.posted_by = by
    if entry.expenditure_id:
        expenditure = Expenditure.objects.get(pk=entry.expenditure_id)
        expenditure.move(ExpenditureStatus.REVERSED, by=by, reason=reason)
    posted = LedgerEntry.objects.bulk_create(entries)
    LedgerEntry.objects.bulk_create(again)
    return posted


def _opposites(entry: LedgerEntry, reason: str, effective_on: date) -> list[LedgerEntry]:
    periods.check_open(entry.grant, effective_on)
    related = "grant", "from_line", "to_line", "reversed_by"
    known = LedgerEntry.objects.select_related(*related)
    parts = known.filter(pk=entry.pk)
    if entry.expenditure is not None and entry.kind in OF_EXPENDITURE:
        parts = known.filter(expenditure=entry.expenditure_id, kind__in=OF_EXPENDITURE)
        _check_can_move(entry.expenditure)
    found = list(parts.order_by("pk"))
    for part in found:
        if effective_on < part.effective_on:
            raise DayRefused(
                _("The entry itself belongs to %(day)s.") % {"day": part.effective_on},
                then=[_("Choose that day or a later one.")],
            )
        if Recovery.objects.filter(spent_by=part, received__gt=0).exists():
            raise NotReversible(
                _("A part of what “%(entry)s” spent has come back.") % {"entry": part},
                then=[_("What came back is on its line; only the rest is still spent.")],
            )
        if not can_reverse(part):
            raise NotReversible(
                _("“%(entry)s” was reversed before, or is of a kind that is not reversed.")
                % {"entry": part},
                then=[_("A promise is released by the offer or the enrolment that made it.")],
            )
    return [_opposite(part, reason, effective_on) for part in found]


def _check_can_move(expenditure: Expenditure) -> None:
    if not expenditure.can_move(ExpenditureStatus.REVERSED):
        raise NotReversible(
            _("“%(expenditure)s” is “%(status)s” and cannot be undone.")
            % {"expenditure": expenditure, "status": expenditure.get_status_display()}
        )


def _opposite(entry: LedgerEntry, reason: str, effective_on: date) -> LedgerEntry:
    return LedgerEntry(
        grant=entry.grant,
        kind=EntryKind.REVERSAL,
        amount=entry.amount,
        from_bucket=entry.to_bucket,
        from_line=entry.to_line,
        to_bucket=entry.from_bucket,
        to_line=entry.from_line,
        commitment_item_id=entry.commitment_item_id,
        expenditure_id=entry.expenditure_id,
        reverses=entry,
        effective_on=effective_on,
        key=f"reversal:{entry.pk}",
        note=reason,
    )


def _released_again(entries: list[LedgerEntry]) -> list[LedgerEntry]:
    """What would flow back into promises that ended: they are over, so it is free at once."""
    back = [entry for entry in entries if entry.to_bucket == Bucket.COMMITTED]
    ended = Commitment.objects.filter(
        items__in=[entry.commitment_item_id for entry in back], released_at__isnull=False
    )
    items = set(ended.values_list("items", flat=True))
    return [
        LedgerEntry(
            grant=entry.grant,
            kind=EntryKind.RELEASE,
            amount=entry.amount,
            from_bucket=Bucket.COMMITTED,
            from_line=entry.to_line,
            to_bucket=Bucket.AVAILABLE,
            to_line=entry.to_line,
            commitment_item_id=entry.commitment_item_id,
            effective_on=entry.effective_on,
            key=f"release:{entry.key}",
            note=entry.note,
        )
        for entry in back
        if entry.commitment_item_id in items
    ]
