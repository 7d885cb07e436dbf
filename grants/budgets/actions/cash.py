"""What the bank shows: tranches and interest that came, balances and interest that went back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from grants.awards.models import Grant
from grants.budgets.actions import budget_lines, periods
from grants.budgets.errors import AwardExceeded, DayRefused
from grants.ledger.actions import balances
from grants.ledger.actions.balances import BalanceChange
from grants.ledger.errors import SpentAlready
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket, CashFlow, EntryKind
from ivi_training.accounts.models import User
from ivi_training.pages.money import krw

_ENTRIES: dict[CashFlow, dict[str, Any]] = {
    CashFlow.TRANCHE: {
        "kind": EntryKind.TRANCHE, "from_bucket": Bucket.BANK, "to_bucket": Bucket.RECEIVED,
    },
    CashFlow.INTEREST: {
        "kind": EntryKind.INTEREST, "from_bucket": Bucket.BANK, "to_bucket": Bucket.INTEREST,
    },
    CashFlow.REFUND: {
        "kind": EntryKind.REFUND, "from_bucket": Bucket.RECEIVED, "to_bucket": Bucket.RETURNED,
    },
    CashFlow.INTEREST_REFUND: {
        "kind": EntryKind.REFUND,
        "from_bucket": Bucket.INTEREST,
        "to_bucket": Bucket.INTEREST_RETURNED,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Movement:
    """One line of the bank's statement; the token tells a second press from a second payment."""

    flow: CashFlow
    amount: int
    effective_on: date
    note: str
    token: str


def preview(grant: Grant, *, movement: Movement) -> list[BalanceChange]:
    """The balances before and after; refused as `record` would be."""
    return _allowed(_entry(grant, movement))


@transaction.atomic
def record(grant: Grant, *, movement: Movement, by: User) -> LedgerEntry:
    """Post it, once for each token; refuse more than the award, the unspent or the interest."""
    entry = _entry(budget_lines.lock(grant.pk), movement)
    known = LedgerEntry.objects.filter(key=entry.key).first()
    if known is not None:
        return known
    _allowed(entry)
    entry.posted_by = by
    entry.save(force_insert=True)
    return entry


def _entry(grant: Grant, movement: Movement) -> LedgerEntry:
    return LedgerEntry(
        grant=grant,
        amount=movement.amount,
        effective_on=movement.effective_on,
        note=movement.note,
        key=f"{movement.flow}:{movement.token}",
        **_ENTRIES[movement.flow],
    )


def _allowed(entry: LedgerEntry) -> list[BalanceChange]:
    grant = entry.grant
    periods.check_open(grant, entry.effective_on)
    if entry.effective_on < grant.starts_on:
        raise DayRefused(
            _("The grant begins on %(start)s.") % {"start": grant.starts_on},
            then=[_("Look at the day on the statement again.")],
        )
    promised = grant.awarded - grant.tranches
    if entry.kind == EntryKind.TRANCHE and entry.amount > promised:
        raise AwardExceeded(
            _("The funder still owes %(owed)s of the award, and %(amount)s is entered.")
            % {"owed": krw(promised), "amount": krw(entry.amount)},
            then=[_("Look at the amount again, or record the larger award first.")],
        )
    unspent = grant.received - grant.spent
    if entry.to_bucket == Bucket.RETURNED and entry.amount > unspent:
        raise SpentAlready(
            _("%(unspent)s of what was received is not spent; %(amount)s cannot be returned.")
            % {"unspent": krw(unspent), "amount": krw(entry.amount)}
        )
    return balances.allowed_changes([entry])
