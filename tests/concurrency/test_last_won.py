"""The last won of a line, wanted by 40 connections at once: one promise is kept, never more."""

import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db.models import Sum

from grants.actions import budget_lines, commitments
from grants.errors import BudgetExceeded
from grants.models import BudgetLine, Grant, LedgerEntry
from grants.statuses import EntryKind
from tests.concurrency.conftest import CONNECTIONS, race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for, line_of, package_for
from trainees.reports import invariants

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

COST = 1_000


@pytest.fixture
def promise(transactional_db: None) -> commitments.Promise:
    """The cost of one trainee, on a line that has it once."""
    cohort = CohortFactory()
    package = package_for(line_of(grant_for(cohort.program), budget=COST), amount=COST)
    return commitments.Promise(package, cohort, "offer")


@pytest.fixture
def by_counting(promise: commitments.Promise, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Adding the ledger up, then posting: what one writes who knows no better."""
    everybody_has_counted = threading.Barrier(CONNECTIONS)

    def count_and_wait(_costs: Iterable[Any]) -> list[commitments.LineEffect]:
        line = BudgetLine.objects.get()
        held = LedgerEntry.objects.filter(kind=EntryKind.COMMITMENT).aggregate(sum=Sum("amount"))
        line.committed = held["sum"] or 0
        everybody_has_counted.wait(timeout=60)
        return [commitments.LineEffect(line, COST)]

    monkeypatch.setattr(commitments, "_effects", count_and_wait)
    monkeypatch.setattr(budget_lines, "lock", lambda pk: Grant.objects.get(pk=pk))
    triggers_off("grants_ledgerentry")
    yield
    triggers_on("grants_ledgerentry")


def commit_all(promise: commitments.Promise) -> list[Any]:
    by = UserFactory()
    return race(lambda _number: commitments.commit([promise], by=by))


def promised() -> int:
    held = LedgerEntry.objects.filter(kind=EntryKind.COMMITMENT).aggregate(sum=Sum("amount"))
    return held["sum"]


@pytest.mark.usefixtures("by_counting")
def test_last_won_is_promised_many_times_without_the_guard(promise: commitments.Promise):
    results = commit_all(promise)
    assert sum(isinstance(result, list) for result in results) > 1
    assert promised() > COST


def test_last_won_is_promised_once_of_forty(promise: commitments.Promise):
    results = commit_all(promise)
    assert sum(isinstance(result, list) for result in results) == 1
    assert sum(isinstance(result, BudgetExceeded) for result in results) == CONNECTIONS - 1
    line = BudgetLine.objects.get()
    assert (promised(), line.committed, line.available) == (COST, COST, 0)
    assert not list(invariants.differences())


def test_database_keeps_the_line_when_the_action_forgets(
    promise: commitments.Promise, monkeypatch: pytest.MonkeyPatch
):
    """The friendly check and the lock are gone; the ledger's trigger and the CHECK are not."""
    monkeypatch.setattr(commitments, "_effects", lambda _costs: [])
    monkeypatch.setattr(budget_lines, "lock", lambda pk: Grant.objects.get(pk=pk))
    results = commit_all(promise)
    assert sum(isinstance(result, list) for result in results) == 1
    assert all("budgetline_never_overspent" in str(r) for r in results if not isinstance(r, list))
    assert BudgetLine.objects.get().committed == COST
    assert not list(invariants.differences())
