"""Closing a period against posting to it: once it is closed, nothing more is posted."""

from datetime import date
from typing import Any

import pytest
import time_machine

from grants.awards.models import AccountingPeriod, Grant
from grants.budgets.actions import periods
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DAY = date(2022, 1, 20)


@pytest.fixture
def period(transactional_db: None) -> AccountingPeriod:
    with time_machine.travel("2022-01-10 12:00Z"):
        grant = grant_for(ProgramFactory())
        periods.set_up(grant, months=1, by=UserFactory())
    return grant.periods.first()


def post(grant: Grant, number: int) -> Any:
    """Without the friendly check, as if it had been made before the closing."""
    return LedgerEntry.objects.create(
        grant=grant, kind="tranche", from_bucket=Bucket.BANK, to_bucket=Bucket.RECEIVED,
        amount=1, effective_on=DAY, key=f"tranche:{number}",
    )  # fmt: skip


def close_among_postings(period: AccountingPeriod) -> tuple[list[Any], int]:
    """The results of the postings, and how many were there when the period had closed."""
    by = UserFactory()
    seen: list[int] = []

    def step(number: int) -> Any:
        if number != 20:
            return post(period.grant, number)
        periods.close(period, by=by)
        seen.append(LedgerEntry.objects.filter(kind="tranche").count())
        return None

    return race(step), seen[0]


def test_something_is_posted_after_the_closing_without_the_guard(period: AccountingPeriod):
    periods.close(period, by=UserFactory())
    triggers_off("grants_ledgerentry")
    try:
        results = race(lambda number: post(period.grant, number))
    finally:
        triggers_on("grants_ledgerentry")
    assert any(isinstance(result, LedgerEntry) for result in results)


def test_nothing_is_posted_after_the_closing(period: AccountingPeriod):
    results, seen = close_among_postings(period)
    posted = [result for result in results if isinstance(result, LedgerEntry)]
    assert len(posted) == seen == LedgerEntry.objects.filter(kind="tranche").count()
    refused = [result for result in results if isinstance(result, Exception)]
    assert all("the period is closed" in str(error) for error in refused)
