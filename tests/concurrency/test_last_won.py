"""The last won of a line, wanted by 40 connections at once: one promise is kept, never more.

Trainees' packages and lecturers' fees take it by the same step.
"""

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db.models import Sum

from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from grants.commitments.actions import commitments, engagements
from grants.ledger.errors import BudgetExceeded
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import EntryKind
from ivi_training.accounts.models import User
from tests.concurrency.conftest import CONNECTIONS, race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory
from tests.factories.engagements import fee_rate, new_fee
from tests.factories.grants import grant_for, line_of, package_for
from trainees.office.reports import invariants

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

COST = 1_000


Wish = Callable[[User], Any]


def package_wish(line: BudgetLine, cohort: Cohort) -> Wish:
    """The cost of one trainee."""
    promise = commitments.Promise(package_for(line, amount=COST), cohort, "offer")
    return lambda by: commitments.commit([promise], by=by)


def fee_wish(line: BudgetLine, _cohort: Cohort) -> Wish:
    """An hour of a lecturer, by as many who enter one."""
    fee_rate(line.grant, COST)
    return lambda by: engagements.engage(line.grant, new=new_fee(line, 1), by=by)


@pytest.fixture(params=[package_wish, fee_wish], ids=["package", "fee"])
def promise(transactional_db: None, request: pytest.FixtureRequest) -> Wish:
    """A promise of what the line has once."""
    cohort = CohortFactory()
    wish: Wish = request.param(line_of(grant_for(cohort.program), budget=COST), cohort)
    return wish


def forget_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock two fees would get one number, which is unique: the line is raced alone."""
    monkeypatch.setattr(budget_lines, "lock", lambda pk: Grant.objects.get(pk=pk))
    monkeypatch.setattr(engagements, "_next_reference", lambda *_of: str(uuid.uuid4()))


@pytest.fixture
def by_counting(promise: Wish, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Adding the ledger up, then posting: what one writes who knows no better."""
    everybody_has_counted = threading.Barrier(CONNECTIONS)

    def count_and_wait(_costs: Iterable[Any]) -> list[commitments.LineEffect]:
        line = BudgetLine.objects.get()
        held = LedgerEntry.objects.filter(kind=EntryKind.COMMITMENT).aggregate(sum=Sum("amount"))
        line.committed = held["sum"] or 0
        everybody_has_counted.wait(timeout=60)
        return [commitments.LineEffect(line, COST)]

    monkeypatch.setattr(commitments, "_effects", count_and_wait)
    forget_the_lock(monkeypatch)
    triggers_off("grants_ledgerentry")
    yield
    triggers_on("grants_ledgerentry")


def commit_all(promise: Wish) -> list[Any]:
    by = UserFactory()
    return race(lambda _number: promise(by))


def is_kept(result: Any) -> bool:
    return not isinstance(result, Exception)


def promised() -> int:
    held = LedgerEntry.objects.filter(kind=EntryKind.COMMITMENT).aggregate(sum=Sum("amount"))
    return held["sum"]


@pytest.mark.usefixtures("by_counting")
def test_last_won_is_promised_many_times_without_the_guard(promise: Wish):
    results = commit_all(promise)
    assert sum(map(is_kept, results)) > 1
    assert promised() > COST


def test_last_won_is_promised_once_of_forty(promise: Wish):
    results = commit_all(promise)
    assert sum(map(is_kept, results)) == 1
    assert sum(isinstance(result, BudgetExceeded) for result in results) == CONNECTIONS - 1
    line = BudgetLine.objects.get()
    assert (promised(), line.committed, line.available) == (COST, COST, 0)
    assert not list(invariants.differences())


def test_database_keeps_the_line_when_the_action_forgets(
    promise: Wish, monkeypatch: pytest.MonkeyPatch
):
    """The friendly check and the lock are gone; the ledger's trigger and the CHECK are not."""
    monkeypatch.setattr(commitments, "_effects", lambda _costs: [])
    forget_the_lock(monkeypatch)
    results = commit_all(promise)
    assert sum(map(is_kept, results)) == 1
    assert all("budgetline_never_overspent" in str(r) for r in results if not is_kept(r))
    assert BudgetLine.objects.get().committed == COST
    assert not list(invariants.differences())
