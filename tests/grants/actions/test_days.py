"""Days and belongings that a form refuses: the action refuses them too, whoever calls it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from grants.awards.errors import NotOnThisGrant
from grants.awards.models import BudgetLine, FundingSource
from grants.budgets.actions import cash
from grants.budgets.actions.cash import CashFlow
from grants.budgets.errors import DayRefused
from grants.commitments.actions import commitments
from grants.ledger.models import LedgerEntry
from grants.rates.actions import exchange_rates
from grants.rates.errors import RateMissing
from grants.spending.actions import expenditure_imports, expenditures, payments, reversals
from grants.spending.actions.expenditure_imports import Bill
from grants.spending.models import Expenditure
from ivi_training.guards.errors import RuleBroken
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, ProgramFactory
from tests.factories.grants import grant_for, line_of, package_for, payment, recorded
from tests.factories.ledger import movement
from tests.factories.money import exchange_rate, quote

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def tomorrow() -> date:
    return timezone.localdate() + DAY


def line() -> BudgetLine:
    return line_of(grant_for(ProgramFactory()))


def bank(day: date) -> None:
    grant = grant_for(ProgramFactory())
    cash.record(grant, movement=movement(CashFlow.TRANCHE, 5, effective_on=day), by=UserFactory())


def approved() -> Expenditure:
    expenditure = recorded(line())
    expenditures.approve(expenditure, by=UserFactory())
    return expenditure


def reversed_on(day: Callable[[LedgerEntry], date]) -> None:
    entry = approved().entries.get()
    reversals.reverse(entry, reason="Wrong", effective_on=day(entry), by=UserFactory())


def corrected(**facts: Any) -> None:
    expenditure = recorded(line())
    for name, value in facts.items():
        setattr(expenditure, name, value)
    expenditures.save_draft(expenditure, None)


def on_another_line() -> None:
    held, other = line(), line()
    cohort = CohortFactory(program=held.grant.program)
    promise = commitments.Promise(package_for(held), cohort, "offer")
    (commitment,) = commitments.commit([promise], by=UserFactory())
    recorded(other, commitment=commitment)


def used_up() -> None:
    paying = line()
    cohort = CohortFactory(program=paying.grant.program)
    promise = commitments.Promise(package_for(paying), cohort, "offer")
    (commitment,) = commitments.commit([promise], by=UserFactory())
    commitments.release(commitment, by=UserFactory(), reason="Declined")
    recorded(paying, commitment=commitment)


def abroad(**facts: Any) -> Expenditure:
    facts = {"currency": "USD", "foreign_amount": 10, "rate": exchange_rate()} | facts
    return recorded(line(), **facts)


def paid_by_an_old_rate() -> None:
    bill = abroad()
    expenditures.approve(bill, by=UserFactory())
    old = exchange_rate(announced_on=date(2022, 6, 1))
    payments.pay(bill, payment=payment(rate=old), by=UserFactory())


def imported_with(**facts: Any) -> None:
    known = {
        "line": line(), "cohort": None, "spent_on": date(2022, 7, 2), "payee": "Print House",
        "payee_number": "", "purpose": "Books", "amount": 1_100, "vat": 100,
    }  # fmt: skip
    bills = [Bill(**known | facts)]
    expenditure_imports.take("bills.csv", b"bills", bills, by=UserFactory())


def paid_by_another_grant() -> None:
    other = FundingSource.objects.create(grant=line().grant, kind="own")
    recorded(line(), others={other: 10})


@pytest.mark.parametrize(
    ("refusal", "act"),
    [
        (DayRefused, lambda: bank(tomorrow())),
        (DayRefused, lambda: bank(date(2021, 12, 31))),
        (DayRefused, lambda: reversed_on(lambda entry: entry.effective_on - DAY)),
        (DayRefused, lambda: reversed_on(lambda _entry: tomorrow())),
        (
            DayRefused,
            lambda: payments.pay(approved(), payment=payment(paid_on=tomorrow()), by=UserFactory()),
        ),
        (DayRefused, lambda: recorded(line(), spent_on=tomorrow())),
        (DayRefused, lambda: recorded(line(), spent_on=date(2021, 12, 31))),
        (DayRefused, lambda: corrected(spent_on=date(2021, 12, 31))),
        (
            DayRefused,
            lambda: exchange_rates.record([quote(announced_on=tomorrow())], by=UserFactory()),
        ),
        (NotOnThisGrant, on_another_line),
        (NotOnThisGrant, paid_by_another_grant),
        (NotOnThisGrant, used_up),
        (NotOnThisGrant, lambda: recorded(line(), cohort=CohortFactory())),
        (NotOnThisGrant, lambda: imported_with(cohort=CohortFactory())),
        (DayRefused, lambda: imported_with(spent_on=tomorrow())),
        (DayRefused, lambda: imported_with(spent_on=date(2021, 12, 31))),
        (RateMissing, lambda: abroad(rate=exchange_rate(announced_on=date(2022, 6, 1)))),
        (RateMissing, lambda: abroad(rate=exchange_rate(announced_on=date(2022, 7, 2)))),
        (RateMissing, lambda: abroad(rate=exchange_rate(currency="EUR"))),
        (RateMissing, paid_by_an_old_rate),
    ],
)
def test_action_refuses(refusal: type[RuleBroken], act: Callable[[], object]):
    with pytest.raises(refusal) as refused:
        act()
    assert str(refused.value.message)
