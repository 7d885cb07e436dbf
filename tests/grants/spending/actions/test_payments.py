"""After approval: paid, settled, disallowed or taken back; the ledger follows each step."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from grants.awards.models import BudgetLine, FundingSource
from grants.ledger.errors import BudgetExceeded
from grants.ledger.models import LedgerEntry
from grants.rates.models import ExchangeRate
from grants.spending.actions import expenditures, payments, reversals
from grants.spending.errors import DisallowedTooMuch, NotReversible
from grants.spending.models import Expenditure
from grants.spending.statuses import ExpenditureStatus
from ivi_training.guards.errors import MoveNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, paid, payment, recorded
from tests.factories.money import exchange_rate
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db
WHY = {"reason": "Alcohol", "by": None}


@pytest.fixture
def line() -> BudgetLine:
    return line_of(grant_for(ProgramFactory()), budget=50_000)


@pytest.fixture
def rate() -> ExchangeRate:
    return exchange_rate(rate=Decimal(1_000))


def abroad(
    line: BudgetLine, rate: ExchangeRate, dollars: str = "10", **facts: object
) -> Expenditure:
    made = recorded(
        line, currency="USD", foreign_amount=Decimal(dollars), rate=rate, **facts
    )  # fmt: skip
    expenditures.approve(made, by=UserFactory())
    return made


def spent(line: BudgetLine) -> tuple[int, int]:
    line.refresh_from_db()
    assert not list(invariants.differences())
    return line.spent, line.available


def test_payment_moves_nothing_more(line: BudgetLine):
    one = paid(line, 10_000)
    assert (one.status, one.paid_amount, spent(line)) == (
        ExpenditureStatus.PAID, 10_000, (10_000, 40_000),
    )  # fmt: skip
    with pytest.raises(MoveNotAllowed):
        payments.pay(one, payment=payment(), by=UserFactory())


def test_foreign_bill_is_worth_what_its_rate_says(line: BudgetLine, rate: ExchangeRate):
    one = abroad(line, rate, "12.345")
    assert (one.amount, one.supply, spent(line)) == (12_345, 12_345, (12_345, 37_655))


@pytest.mark.parametrize(("later", "gone"), [("1010", 10_100), ("990.55", 9_906), ("1000", 10_000)])
def test_difference_of_rates_is_posted_on_its_own_account(
    line: BudgetLine, rate: ExchangeRate, later: str, gone: int
):
    one = abroad(line, rate)
    at_payment = exchange_rate(announced_on=date(2022, 7, 8), rate=Decimal(later))
    wanted = payment(rate=at_payment)
    shown = payments.preview_payment(one, payment=wanted)
    payments.pay(one, payment=wanted, by=UserFactory())
    assert (one.paid_amount, one.amount, spent(line)) == (gone, 10_000, (gone, 50_000 - gone))
    assert [effect.after for effect in shown] in ([], [50_000 - gone, gone], [gone, 50_000 - gone])
    posted = LedgerEntry.objects.filter(kind="exchange").values_list("amount", flat=True)
    assert list(posted) == [abs(gone - 10_000)] * (gone != 10_000)


def test_difference_that_the_line_cannot_bear_is_refused(rate: ExchangeRate):
    line = line_of(grant_for(ProgramFactory()), budget=10_000)
    one = abroad(line, rate)
    dearer = exchange_rate(announced_on=date(2022, 7, 8), rate=Decimal(1_001))
    with pytest.raises(BudgetExceeded):
        payments.pay(one, payment=payment(rate=dearer), by=UserFactory())
    assert spent(line) == (10_000, 0)


def test_foreign_payment_is_reversed_with_its_difference(line: BudgetLine, rate: ExchangeRate):
    one = abroad(line, rate)
    dearer = exchange_rate(announced_on=date(2022, 7, 8), rate=Decimal(1_100))
    payments.pay(one, payment=payment(rate=dearer), by=UserFactory())
    facts = {"reason": "Paid twice", "effective_on": date(2022, 7, 9)}
    assert payments.preview_reversal(one, **facts)
    payments.reverse(one, **facts, by=UserFactory())
    assert (Expenditure.objects.get().status, spent(line)) == ("reversed", (0, 50_000))


def test_settled_one_is_not_taken_back(line: BudgetLine):
    one = paid(line)
    payments.settle(one, reason="Report 7", by=UserFactory())
    assert one.status == ExpenditureStatus.SETTLED
    entry = LedgerEntry.objects.get(kind="expenditure")
    with pytest.raises(NotReversible, match="Settled"):
        reversals.preview(entry, reason="Why", effective_on=date(2022, 7, 9))


@pytest.mark.parametrize("settled", [False, True])
def test_disallowed_part_is_spent_no_more(line: BudgetLine, settled: bool):  # noqa: FBT001
    one = paid(line, 10_000)
    if settled:
        payments.settle(one, reason="Report 7", by=UserFactory())
    payments.preview_disallowance(one, amount=3_000, reason="Alcohol")
    payments.disallow(one, amount=3_000, reason="Alcohol", by=UserFactory())
    assert (one.status, one.disallowed_amount, spent(line)) == (
        ExpenditureStatus.DISALLOWED, 3_000, (7_000, 43_000),
    )  # fmt: skip


def test_no_more_is_disallowed_than_the_subsidy_paid(line: BudgetLine):
    own = FundingSource.objects.create(grant=line.grant, kind="own")
    one = paid(line, 10_000, others={own: 6_000})
    with pytest.raises(DisallowedTooMuch, match="KRW 4,000"):
        payments.disallow(one, amount=4_001, reason="Alcohol", by=UserFactory())
    with pytest.raises(IntegrityError, match="entries are what"), transaction.atomic():
        LedgerEntry.objects.create(
            grant=line.grant, kind="disallowance", amount=1, from_bucket="spent", from_line=line,
            to_bucket="available", to_line=line, expenditure=one, key="by hand",
        )  # fmt: skip


def test_what_others_pay_moves_no_line(line: BudgetLine):
    own = FundingSource.objects.create(grant=line.grant, kind="own")
    one = paid(line, 10_000, others={own: 10_000})
    assert (one.status, spent(line)) == (ExpenditureStatus.PAID, (0, 50_000))
    payments.reverse(one, reason="Twice", effective_on=date(2022, 7, 9), by=UserFactory())
    assert one.status == ExpenditureStatus.REVERSED
