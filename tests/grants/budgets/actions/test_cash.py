"""What the bank shows: never more than was awarded, never back what is spent, never twice."""

import pytest

from grants.awards.models import Grant
from grants.budgets.actions import cash
from grants.budgets.errors import AwardExceeded
from grants.ledger.errors import BudgetExceeded, SpentAlready
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import CashFlow
from grants.spending.actions import expenditures
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, recorded
from tests.factories.ledger import movement, tranche
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Grant:
    return grant_for(ProgramFactory(), 1_000)


def record(grant: Grant, flow: CashFlow, amount: int) -> Grant:
    cash.record(grant, movement=movement(flow, amount), by=UserFactory())
    grant.refresh_from_db()
    return grant


def test_tranches_add_up_and_leave_the_budget_alone(grant: Grant):
    record(grant, CashFlow.TRANCHE, 600)
    record(grant, CashFlow.TRANCHE, 400)
    assert (grant.received, grant.tranches, grant.unallocated) == (1_000, 1_000, 1_000)


def test_no_more_is_received_than_was_awarded(grant: Grant):
    record(grant, CashFlow.TRANCHE, 600)
    with pytest.raises(AwardExceeded, match="owes KRW 400"):
        record(grant, CashFlow.TRANCHE, 401)


def test_same_statement_line_is_posted_once(grant: Grant):
    line = movement(CashFlow.TRANCHE, 300)
    first, second = (cash.record(grant, movement=line, by=UserFactory()) for _time in range(2))
    assert first == second
    assert LedgerEntry.objects.filter(kind="tranche").count() == 1


def test_interest_goes_back_apart_from_the_grant(grant: Grant):
    record(grant, CashFlow.TRANCHE, 500)
    record(grant, CashFlow.INTEREST, 30)
    record(grant, CashFlow.INTEREST_REFUND, 20)
    record(grant, CashFlow.REFUND, 100)
    assert (grant.interest, grant.interest_earned, grant.interest_returned) == (10, 30, 20)
    assert (grant.received, grant.returned, grant.tranches, grant.cash) == (400, 100, 500, 410)
    assert not list(invariants.differences())


def test_more_interest_than_there_was_is_not_returned(grant: Grant):
    record(grant, CashFlow.INTEREST, 30)
    with pytest.raises(BudgetExceeded, match="KRW 31 is needed, KRW 30 is available"):
        record(grant, CashFlow.INTEREST_REFUND, 31)


def test_what_is_spent_is_not_returned(grant: Grant):
    record(grant, CashFlow.TRANCHE, 500)
    expenditures.approve(recorded(line_of(grant, 500), 300), by=UserFactory())
    grant.refresh_from_db()
    with pytest.raises(SpentAlready, match="KRW 200 of what was received is not spent"):
        record(grant, CashFlow.REFUND, 201)
    record(grant, CashFlow.REFUND, 200)


def test_preview_changes_nothing(grant: Grant):
    tranche(grant, 100)
    grant.refresh_from_db()
    (effect,) = cash.preview(grant, movement=movement(CashFlow.TRANCHE, 50))
    assert (effect.before, effect.after) == (100, 150)
    grant.refresh_from_db()
    assert grant.received == 100
