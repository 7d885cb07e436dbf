"""A line's last money, wanted by transfers out of it and by promises on it: it goes once."""

from typing import Any

import pytest

from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines, transfers
from grants.budgets.models import Transfer
from grants.commitments.actions import commitments
from grants.ledger.errors import BudgetExceeded
from ivi_training.accounts.models import User
from tests.concurrency.conftest import CONNECTIONS, race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.budgets import approver, asked, policy_for
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for, line_of, package_for
from trainees.office.reports import invariants

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
COST = 1_000
Wanted = tuple[commitments.Promise, list[Transfer], User]


@pytest.fixture
def wanted(transactional_db: None) -> Wanted:
    """One promise' worth on a line; as many transfers of it as promises."""
    cohort = CohortFactory()
    grant = grant_for(cohort.program)
    line, other = line_of(grant, COST, "A"), line_of(grant, 0, "B")
    policy_for(grant)
    promise = commitments.Promise(package_for(line, amount=COST), cohort, "offer")
    wishes = [asked(line, other, COST) for _transfer in range(CONNECTIONS // 2)]
    return promise, wishes, approver()


def want(wanted: Wanted) -> list[Any]:
    promise, wishes, decider = wanted
    by = UserFactory()

    def step(number: int) -> Any:
        if number % 2:
            return commitments.commit([promise], by=by)
        return transfers.approve(wishes[number // 2], by=decider)

    return race(step)


def test_last_won_goes_many_times_without_the_guard(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch
):
    """No lock, no look, no trigger: what one writes who knows no better."""
    monkeypatch.setattr(budget_lines, "lock", lambda pk: Grant.objects.get(pk=pk))
    triggers_off("grants_ledgerentry")
    try:
        results = want(wanted)
    finally:
        triggers_on("grants_ledgerentry")
    assert sum(not isinstance(result, Exception) for result in results) > 1


def test_last_won_goes_once(wanted: Wanted):
    results = want(wanted)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert sum(isinstance(result, BudgetExceeded) for result in results) == CONNECTIONS - 1
    line = BudgetLine.objects.get(code="A")
    assert (line.available, line.budgeted) in {(0, 0), (0, COST)}
    assert not list(invariants.differences())


def test_database_keeps_the_line_when_the_actions_forget(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(budget_lines, "lock", lambda pk: Grant.objects.get(pk=pk))
    results = want(wanted)
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert not list(invariants.differences())
