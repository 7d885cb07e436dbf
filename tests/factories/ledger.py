"""What the bank shows of a grant."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone

from grants.actions import cash
from grants.models import Grant, LedgerEntry
from grants.statuses import CashFlow
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
