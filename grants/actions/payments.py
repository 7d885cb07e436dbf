"""After approval: an expenditure is paid, settled or disallowed, or taken back by its opposite."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.actions import (
    budget_lines,
    effects,
    exchange_rates,
    funding_sources,
    periods,
    recoveries,
    reversals,
)
from grants.actions.effects import Effect
from grants.errors import DisallowedTooMuch
from grants.models import ExchangeRate, Expenditure, Grant, LedgerEntry
from grants.statuses import Bucket, EntryKind, ExpenditureStatus
from ivi_training.models import User
from ivi_training.money import krw


@dataclass(frozen=True)
class Payment:
    """How the money left; of a foreign amount with the rate of that day."""

    paid_on: date
    method: str
    reference: str
    rate: ExchangeRate | None = None


def preview_payment(expenditure: Expenditure, *, payment: Payment) -> list[Effect]:
    """What the difference of rates would move; nothing where there is none."""
    grant = expenditure.line.grant
    entries = _difference(expenditure, grant, payment)
    return effects.allowed(entries) if entries else []


@transaction.atomic
def pay(expenditure: Expenditure, *, payment: Payment, by: User) -> None:
    """Record that it was paid; what the rates differ is posted as an exchange difference."""
    grant = _hold(expenditure)
    entries = _difference(expenditure, grant, payment)
    if entries:
        effects.allowed(entries)
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


def settle(expenditure: Expenditure, *, reason: str, by: User) -> None:
    """Record that the funder's verification accepts it."""
    expenditure.move(ExpenditureStatus.SETTLED, by=by, reason=reason)


def preview_disallowance(expenditure: Expenditure, *, amount: int, reason: str) -> list[Effect]:
    """The line before and after; refused as `disallow` would be."""
    return effects.allowed([_disallowed(expenditure, expenditure.line.grant, amount, reason)])


@transaction.atomic
def disallow(expenditure: Expenditure, *, amount: int, reason: str, by: User) -> None:
    """Take back what the funder does not recognise, the whole subsidy of it or a part."""
    grant = _hold(expenditure)
    entry = _disallowed(expenditure, grant, amount, reason)
    effects.allowed([entry])
    facts: dict[str, Any] = {"disallowed_amount": amount, "disallowed_reason": reason}
    expenditure.move(ExpenditureStatus.DISALLOWED, by=by, reason=reason, **facts)
    _post([entry], by=by)


def preview_reversal(expenditure: Expenditure, *, reason: str, effective_on: date) -> list[Effect]:
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
    subsidy = funding_sources.subsidised(expenditure)
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
    subsidy, back = funding_sources.subsidised(expenditure), recoveries.came_back(expenditure)
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
