"""Corrections: an exact opposite, once, with a reason; an expenditure whole."""

from typing import Any

import pytest
from django.utils import timezone

from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from grants.commitments.actions import commitments
from grants.commitments.models import Commitment
from grants.ledger.errors import BudgetExceeded
from grants.ledger.models import LedgerEntry
from grants.spending.actions import expenditures, reversals
from grants.spending.errors import NotReversible
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for, line_of, package_for, recorded
from tests.factories.ledger import tranche
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return line_of(grant_for(CohortFactory().program, 1_000), 800)


def promised(line: BudgetLine) -> Commitment:
    cohort = CohortFactory(program=line.grant.program)
    promise = commitments.Promise(package_for(line, amount=300), cohort, "offer")
    return commitments.commit([promise], by=UserFactory())[0]


def spent(line: BudgetLine, amount: int, **facts: Any) -> LedgerEntry:
    expenditure = recorded(line, amount, **facts)
    expenditures.approve(expenditure, by=UserFactory())
    return expenditure.entries.first()


def reverse(entry: LedgerEntry) -> list[LedgerEntry]:
    day = timezone.localdate()
    return reversals.reverse(entry, reason="Typed wrong", effective_on=day, by=UserFactory())


def balances(line: BudgetLine) -> tuple[int, int, int]:
    line.refresh_from_db()
    return line.budgeted, line.committed, line.spent


def test_award_and_tranche_are_taken_back(line: BudgetLine):
    grant: Grant = line.grant
    budget_lines.award(grant, 50, by=UserFactory())
    reverse(tranche(grant, 40))
    reverse(LedgerEntry.objects.get(kind="award", amount=50))
    grant.refresh_from_db()
    assert (grant.awarded, grant.received) == (1_000, 0)
    assert not list(invariants.differences())


def test_entry_is_reversed_once(line: BudgetLine):
    entry = tranche(line.grant, 40)
    reverse(entry)
    with pytest.raises(NotReversible):
        reverse(entry)


def test_reversal_is_not_reversed(line: BudgetLine):
    (opposite,) = reverse(tranche(line.grant, 40))
    with pytest.raises(NotReversible):
        reverse(opposite)


def test_promise_is_left_to_its_owner(line: BudgetLine):
    promised(line)
    with pytest.raises(NotReversible):
        reverse(LedgerEntry.objects.get(kind="commitment"))


def test_money_that_moved_on_is_not_taken_back(line: BudgetLine):
    spent(line, 700)
    with pytest.raises(BudgetExceeded, match="KRW 800 is needed, KRW 100 is available"):
        reverse(LedgerEntry.objects.get(kind="allocation"))


def test_expenditure_is_reversed_whole_and_its_promise_stands_again(line: BudgetLine):
    commitment = promised(line)
    entry = spent(line, 500, cohort=commitment.cohort)
    assert balances(line) == (800, 0, 500)
    assert len(reverse(entry)) == 2
    assert balances(line) == (800, 300, 0)
    entry.expenditure.refresh_from_db()
    assert entry.expenditure.status == "reversed"
    assert not list(invariants.differences())


def test_what_returns_to_a_promise_that_ended_is_free_at_once(line: BudgetLine):
    commitment = promised(line)
    entry = spent(line, 200, cohort=commitment.cohort)
    commitments.release(commitment, by=UserFactory(), reason="Declined")
    reverse(entry)
    assert balances(line) == (800, 0, 0)
    assert not list(invariants.differences())
