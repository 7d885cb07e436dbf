"""After approval: an expenditure is paid, settled or disallowed, or taken back by its opposite."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.awards.models import Grant
from grants.budgets.actions import budget_lines, periods
from grants.ledger.actions import balances
from grants.ledger.actions.balances import BalanceChange
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket, EntryKind
from grants.rates.actions import exchange_rates
from grants.rates.models import ExchangeRate
from grants.spending.actions import funding_shares, recoveries, reversals
from grants.spending.errors import DisallowedTooMuch
from grants.spending.models import Expenditure
from grants.spending.statuses import ExpenditureStatus
from ivi_training.accounts.models import User
from ivi_training.pages.money import krw


@dataclass(frozen=True)
class Payment:
    """How the money left; of a foreign amount with the rate of that day."""

    paid_on: date
    method: str
    reference: str
    rate: ExchangeRate | None = None


def preview_payment(expenditure: Expenditure, *, payment: Payment) -> list[BalanceChange]:
    """What the difference of rates would move; refused as `pay` would be."""
    _check_payment(expenditure, payment)
    grant = expenditure.line.grant
    entries = _difference(expenditure, grant, payment)
    return balances.allowed_changes(entries) if entries else []


@transaction.atomic
def pay(expenditure: Expenditure, *, payment: Payment, by: User) -> None:
    """Record that it was paid; what the rates differ is posted as an exchange difference.

    Refused for a day that has not come, and by a rate that does not count on it.
    """
    _check_payment(expenditure, payment)
    grant = _hold(expenditure)
    entries = _difference(expenditure, grant, payment)
    if entries:
        balances.allowed_changes(entries)
    expenditure.move(
        ExpenditureStatus.PAID,
        by=by,
        paid_on=payment.paid_on,
        method=payment.method,
        payment_reference=payment.reference,
        paid_amount=_paid(expenditure, payment),
        paid_rate=payment.rate,
    )
    _post(entries, by=by)


def _check_payment(expenditure: Expenditure, payment: Payment) -> None:
    periods.check_day(payment.paid_on)
    if payment.rate is not None:
        exchange_rates.check(payment.rate, expenditure.currency, payment.paid_on)


def settle(expenditure: Expenditure, *, reason: str, by: User) -> None:
    expenditure.move(ExpenditureStatus.SETTLED, by=by, reason=reason)


def preview_disallowance(
    expenditure: Expenditure, *, amount: int, reason: str
) -> list[BalanceChange]:
    """The line before and after; refused as `disallow` would be."""
    entry = _disallowed(expenditure, expenditure.line.grant, amount, reason)
    return balances.allowed_changes([entry])


@transaction.atomic
def disallow(expenditure: Expenditure, *, amount: int, reason: str, by: User) -> None:
    """Take back what the funder does not recognise, the whole subsidy of it or a part."""
    grant = _hold(expenditure)
    entry = _disallowed(expenditure, grant, amount, reason)
    balances.allowed_changes([entry])
    facts: dict[str, Any] = {"disallowed_amount": amount, "disallowed_reason": reason}
    expenditure.move(ExpenditureStatus.DISALLOWED, by=by, reason=reason, **facts)
    _post([entry], by=by)


def preview_reversal(
    expenditure: Expenditure, *, reason: str, effective_on: date
) -> list[BalanceChange]:
    """The balances before and after; refused as `reverse` would be."""
    entry = _first_entry(expenditure)
    if entry is None:
        return []
    return reversals.preview(entry, reason=reason, effective_on=effective_on)


@transaction.atomic
def reverse(expenditure: Expenditure, *, reason: str, effective_on: date, by: User) -> None:
    """Take it back whole; what other sources paid alone has no entry to reverse."""
    entry = _first_entry(expenditure)
    if entry is None:
        expenditure.move(ExpenditureStatus.REVERSED, by=by, reason=reason)
    else:
        reversals.reverse(entry, reason=reason, effective_on=effective_on, by=by)


def _first_entry(expenditure: Expenditure) -> LedgerEntry | None:
    posted = expenditure.entries.filter(kind=EntryKind.EXPENDITURE).select_related("grant")
    return posted.order_by("pk").first()


def _hold(expenditure: Expenditure) -> Grant:
    grant = budget_lines.lock(expenditure.line.grant_id)
    expenditure.refresh_from_db()
    return grant


def _paid(expenditure: Expenditure, payment: Payment) -> int:
    if payment.rate is None or expenditure.foreign_amount is None:
        return expenditure.amount
    return exchange_rates.to_won(expenditure.foreign_amount, payment.rate)


def _difference(expenditure: Expenditure, grant: Grant, payment: Payment) -> list[LedgerEntry]:
    """The subsidy bears what the rates differ, where it pays a part at all."""
    more = _paid(expenditure, payment) - expenditure.amount
    subsidy = funding_shares.subsidised(expenditure)
    if not more or not subsidy:
        return []
    there, back = Bucket.AVAILABLE, Bucket.EXCHANGE
    if more < 0:
        there, back = back, there
    return [
        LedgerEntry(
            grant=grant,
            kind=EntryKind.EXCHANGE,
            amount=abs(more),
            from_bucket=there,
            from_line=expenditure.line,
            to_bucket=back,
            to_line=expenditure.line,
            expenditure=expenditure,
            effective_on=periods.day_for(grant, payment.paid_on),
            key=f"exchange:{expenditure.pk}",
            note=str(payment.rate)[:200],
        )
    ]


def _disallowed(
    expenditure: Expenditure, grant: Grant, amount: int, reason: str
) -> LedgerEntry:  # fmt: skip
    subsidy, back = funding_shares.subsidised(expenditure), recoveries.amount_recovered(expenditure)
    if amount > subsidy - back:
        said = _("The subsidy paid %(subsidy)s of it; %(amount)s cannot be disallowed.")
        if back:
            said = _(
                "The subsidy paid %(subsidy)s of it and %(back)s has come back; %(amount)s cannot "
                "be disallowed."
            )
        raise DisallowedTooMuch(
            said % {"subsidy": krw(subsidy), "back": krw(back), "amount": krw(amount)}
        )
    return LedgerEntry(
        grant=grant,
        kind=EntryKind.DISALLOWANCE,
        amount=amount,
        from_bucket=Bucket.SPENT,
        from_line=expenditure.line,
        to_bucket=Bucket.AVAILABLE,
        to_line=expenditure.line,
        expenditure=expenditure,
        effective_on=timezone.localdate(),
        key=f"disallowance:{expenditure.pk}",
        note=reason[:200],
    )


def _post(entries: list[LedgerEntry], *, by: User) -> None:
    for entry in entries:
        entry.posted_by = by
    LedgerEntry.objects.bulk_create(entries)
