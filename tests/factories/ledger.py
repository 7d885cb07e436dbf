"""What the bank shows of a grant."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone

from grants.awards.actions import deadlines
from grants.awards.models import AccountingPeriod, Deadline, Grant
from grants.budgets.actions import cash, periods
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import CashFlow
from grants.settling.actions import settlements
from tests.factories.accounts import UserFactory


def movement(flow: CashFlow, amount: int, **facts: Any) -> cash.Movement:
    known: dict[str, Any] = {"effective_on": timezone.localdate(), "note": ""}
    return cash.Movement(
        **{"flow": flow, "amount": amount, "token": str(uuid.uuid4())} | known | facts
    )


def tranche(grant: Grant, amount: int, on: date | None = None) -> LedgerEntry:
    effective_on = on or timezone.localdate()
    came = movement(CashFlow.TRANCHE, amount, effective_on=effective_on)
    return cash.record(grant, movement=came, by=UserFactory())


def closed_period(grant: Grant) -> AccountingPeriod:
    """The first month of the grant, closed."""
    if not grant.periods.exists():
        periods.set_up(grant, months=1, by=UserFactory())
    period = grant.periods.filter(closed_at=None).first()
    periods.close(period, by=UserFactory())
    period.refresh_from_db()
    return period


def settled(grant: Grant) -> dict[str, int]:
    """A report of the closed months, with one of its files."""
    last = grant.periods.closed().latest("ends_on")
    report = settlements.submit(grant, until=last.ends_on, note="", by=UserFactory())
    return {"settlement": report.pk, "settlement_file": report.files.latest("pk").pk}


def deadline_of(grant: Grant) -> Deadline:
    """The first of the usual ones, still to be done."""
    deadlines.add_profile(grant, by=UserFactory())
    return grant.deadlines.filter(done_at=None).earliest("pk")


def closed_and_open_periods(grant: Grant) -> dict[str, int]:
    """A period that can be closed next, and a request to reopen the one before."""
    closed = closed_period(grant)
    asked = periods.ask_reopening(closed, reason="A late bill", by=UserFactory())
    following = grant.periods.filter(closed_at=None).first()
    return {"period": following.pk, "reopening": asked.pk}
