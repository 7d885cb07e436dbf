"""Periods close in their order and take no entry then; two people reopen the last of them."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from grants.awards.models import AccountingPeriod, Grant
from grants.budgets.actions import cash, periods
from grants.budgets.errors import OwnRequest, PeriodClosed, PeriodOutOfTurn
from grants.ledger.reports.periods import statement
from grants.ledger.statuses import CashFlow
from grants.spending.actions import expenditures
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, recorded
from tests.factories.ledger import closed_period, movement, tranche

pytestmark = pytest.mark.django_db
JANUARY = date(2022, 1, 20)


@pytest.fixture
def grant() -> Grant:
    """Awarded in January 2022; the clock shows March 2022 in these tests."""
    with time_machine.travel("2022-01-10 12:00Z"):
        grant = grant_for(ProgramFactory(), 1_000)
        tranche(grant, 100)
    return grant


@pytest.fixture(autouse=True)
def march(grant: Grant):
    with time_machine.travel("2022-03-10 12:00Z"):
        yield


def spans(months: int, first: date, last: date) -> list[tuple[date, date]]:
    return list(periods.period_days(Grant(starts_on=first, ends_on=last), months))


def test_months_are_cut_to_the_grant():
    assert spans(1, date(2022, 11, 16), date(2023, 1, 15)) == [
        (date(2022, 11, 16), date(2022, 11, 30)),
        (date(2022, 12, 1), date(2022, 12, 31)),
        (date(2023, 1, 1), date(2023, 1, 15)),
    ]


def test_quarters_are_those_of_the_year():
    assert spans(3, date(2022, 2, 16), date(2022, 12, 31)) == [
        (date(2022, 2, 16), date(2022, 3, 31)),
        (date(2022, 4, 1), date(2022, 6, 30)),
        (date(2022, 7, 1), date(2022, 9, 30)),
        (date(2022, 10, 1), date(2022, 12, 31)),
    ]


def test_grant_is_divided_once(grant: Grant):
    periods.set_up(grant, months=3, by=UserFactory())
    with pytest.raises(PeriodOutOfTurn):
        periods.set_up(grant, months=1, by=UserFactory())


def test_closed_period_takes_no_entry(grant: Grant):
    closed_period(grant)
    with pytest.raises(PeriodClosed, match="2022-01-20"):
        tranche(grant, 1, JANUARY)
    tranche(grant, 1, date(2022, 2, 1))


def test_numbers_of_a_closed_period_stay(grant: Grant):
    period = closed_period(grant)
    before = statement(period)
    tranche(grant, 50)
    assert statement(period) == before
    assert {a.name: (a.opening, a.into, a.closing) for a in before} == {
        "Unallocated": (0, 1_000, 1_000), "Received from the funder": (0, 100, 100),
    }  # fmt: skip


def test_next_period_begins_with_what_was_there(grant: Grant):
    closed_period(grant)
    tranche(grant, 50, date(2022, 2, 3))
    after = {a.name: (a.opening, a.into, a.closing) for a in statement(closed_period(grant))}
    assert after["Received from the funder"] == (100, 50, 150)


def test_bill_of_an_open_period_is_posted_to_its_day(grant: Grant):
    bill = recorded(line_of(grant, 500), 10)
    expenditures.approve(bill, by=UserFactory())
    assert bill.entries.get().effective_on == bill.spent_on


def test_bill_of_a_closed_period_is_posted_today(grant: Grant):
    line = line_of(grant, 500)
    bill = recorded(line, 10)
    with time_machine.travel("2022-08-10 12:00Z"):
        for _month in range(7):
            closed_period(grant)
        expenditures.approve(bill, by=UserFactory())
        assert bill.entries.get().effective_on == timezone.localdate()


@pytest.mark.parametrize("number", [1, 2])
def test_period_closes_after_those_before_it_and_after_its_end(grant: Grant, number: int):
    periods.set_up(grant, months=1, by=UserFactory())
    if number == 2:
        for _month in range(2):
            closed_period(grant)
    period = grant.periods.all()[number]
    with pytest.raises(PeriodOutOfTurn):
        periods.close(period, by=UserFactory())


def test_period_closes_once(grant: Grant):
    period = closed_period(grant)
    with pytest.raises(PeriodOutOfTurn, match="closed already"):
        periods.close(period, by=UserFactory())


def test_two_people_reopen(grant: Grant):
    period, by = closed_period(grant), UserFactory()
    asked = periods.ask_reopening(period, reason="A late bill", by=by)
    with pytest.raises(OwnRequest):
        periods.agree_reopening(asked, by=by)
    periods.agree_reopening(asked, by=UserFactory())
    tranche(grant, 1, JANUARY)
    with pytest.raises(PeriodOutOfTurn):
        periods.agree_reopening(asked, by=UserFactory())


def test_reopening_is_asked_for_once_and_of_the_last(grant: Grant):
    first, second = closed_period(grant), closed_period(grant)
    with pytest.raises(PeriodOutOfTurn, match="Only the last"):
        periods.ask_reopening(first, reason="Why", by=UserFactory())
    periods.ask_reopening(second, reason="Why", by=UserFactory())
    with pytest.raises(PeriodOutOfTurn, match="asked for this already"):
        periods.ask_reopening(second, reason="Why", by=UserFactory())


def test_open_period_is_not_reopened(grant: Grant):
    periods.set_up(grant, months=1, by=UserFactory())
    with pytest.raises(PeriodOutOfTurn):
        periods.ask_reopening(AccountingPeriod.objects.first(), reason="Why", by=UserFactory())


def test_preview_of_money_in_a_closed_period_is_refused(grant: Grant):
    closed_period(grant)
    late = movement(CashFlow.TRANCHE, 5, effective_on=JANUARY)
    with pytest.raises(PeriodClosed):
        cash.preview(grant, movement=late)
