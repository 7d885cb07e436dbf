"""What stood at the end of each month, and where spending leads."""

from datetime import date

import pytest

from grants.awards.models import Grant
from grants.ledger.reports.burn_up import BurnUp, Forecast, burn_up
from grants.spending.actions import expenditures
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, recorded
from tests.factories.ledger import tranche

pytestmark = pytest.mark.django_db
JULY, AUGUST = date(2022, 7, 31), date(2022, 8, 15)


@pytest.fixture
def grant() -> Grant:
    """Received in March 2022, spent on the first of July; from 2022 to 2030."""
    grant = grant_for(ProgramFactory())
    tranche(grant, 70_000, date(2022, 3, 2))
    expenditures.approve(recorded(line_of(grant), 18_200), by=UserFactory())
    grant.refresh_from_db()
    return grant


def at_end_of(report: BurnUp, year: int, month: int) -> tuple[int | None, ...]:
    found = next(m for m in report.months if m.first == date(year, month, 1))
    return found.received, found.spent, found.forecast


def test_months_reach_from_the_first_to_the_last_day(grant: Grant):
    months = [month.first for month in burn_up(grant, AUGUST).months]
    assert (months[0], months[-1]) == (date(2022, 1, 1), date(2030, 12, 1))
    assert len(months) == 9 * 12


def test_what_moved_stays_and_what_is_to_come_is_empty(grant: Grant):
    report = burn_up(grant, AUGUST)
    assert at_end_of(report, 2022, 2) == (0, 0, None)
    assert at_end_of(report, 2022, 3) == (70_000, 0, None)
    assert at_end_of(report, 2022, 7) == (70_000, 18_200, None)
    assert at_end_of(report, 2022, 9)[:2] == (None, None)


def test_forecast_goes_on_as_spending_did(grant: Grant):
    report = burn_up(grant, date(2022, 7, 1))  # the 182nd day: 100 a day
    assert report.forecast
    assert report.forecast == Forecast(spent=18_200, days=182, days_of_grant=3287)
    assert report.forecast.at_end == 328_700
    assert at_end_of(report, 2022, 7)[2] == 21_200
    assert at_end_of(report, 2030, 12)[2] == 328_700


@pytest.mark.parametrize("today", [date(2021, 12, 31), date(2030, 12, 31), date(2031, 5, 1)])
def test_no_forecast_before_or_after_the_grant(grant: Grant, today: date):
    assert burn_up(grant, today).forecast is None


def test_no_forecast_without_spending():
    assert burn_up(grant_for(ProgramFactory()), JULY).forecast is None
