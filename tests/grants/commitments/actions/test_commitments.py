"""Holding money back for promises, all or none, and releasing it exactly once."""

from typing import Any

import pytest
from django.db import transaction

from grants.awards.models import BudgetLine
from grants.commitments.actions import commitments
from grants.commitments.models import Commitment, CommitmentItem, SupportPackageItem
from grants.ledger.errors import BudgetExceeded
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import EntryKind
from grants.spending.actions import expenditures
from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for, line_of, package_for, recorded
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return UserFactory()


@pytest.fixture
def promise() -> commitments.Promise:
    """Airfare 1,000 of 2,500 and rooms 300 of 10,000, for one trainee."""
    cohort = CohortFactory()
    grant = grant_for(cohort.program)
    airfare, rooms = line_of(grant, 2_500), line_of(grant, 10_000, code="210-02")
    package = package_for(airfare, amount=1_000)
    SupportPackageItem.objects.create(package=package, line=rooms, amount=300)
    return commitments.Promise(package, cohort, "CALL-000001")


def lines() -> list[tuple[int, int, int]]:
    rows = BudgetLine.objects.order_by("code")
    return [(line.committed, line.spent, line.available) for line in rows]


def test_commitment_holds_back_each_cost_on_its_line(promise: commitments.Promise, by: User):
    (made,) = commitments.commit([promise], by=by)
    assert lines() == [(1_000, 0, 1_500), (300, 0, 9_700)]
    assert (str(made), made.cohort, made.made_by) == ("CALL-000001", promise.cohort, by)
    assert sorted(made.items.values_list("amount", "open_amount")) == [(300, 300), (1_000, 1_000)]


def test_promises_are_kept_all_or_none(promise: commitments.Promise, by: User):
    told = "Airfare: KRW 3,000 is needed and KRW 2,500 is available"
    with pytest.raises(BudgetExceeded, match=told) as refusal, transaction.atomic():
        commitments.commit([promise] * 3, by=by)
    assert "Nothing was changed." in [str(line) for line in refusal.value.then]
    assert lines() == [(0, 0, 2_500), (0, 0, 10_000)]
    assert not Commitment.objects.exists()
    assert len(commitments.commit([promise] * 2, by=by)) == 2
    assert lines()[0] == (2_000, 0, 500)


def test_effects_change_nothing(promise: commitments.Promise):
    effects = commitments.effects([promise] * 3)
    assert [(e.needed, e.available_after) for e in effects] == [(3_000, -500), (900, 9_100)]
    assert lines() == [(0, 0, 2_500), (0, 0, 10_000)]


def test_no_promise_commits_nothing(by: User):
    assert commitments.commit([], by=by) == []


def test_release_gives_back_once(promise: commitments.Promise, by: User):
    (made,) = commitments.commit([promise], by=by)
    commitments.release(made, by=by, reason="declined")
    commitments.release(made, by=by, reason="again")
    commitments.release(Commitment.objects.get(), by=None, reason="again")
    assert lines() == [(0, 0, 2_500), (0, 0, 10_000)]
    assert Commitment.objects.get().release_reason == "declined"
    assert LedgerEntry.objects.filter(kind=EntryKind.RELEASE).count() == 2
    assert not list(invariants.differences())


def test_release_gives_back_only_what_was_not_spent(promise: commitments.Promise, by: User):
    (made,) = commitments.commit([promise], by=by)
    airfare = BudgetLine.objects.get(code="210-01")
    expenditures.approve(recorded(airfare, amount=400, cohort=promise.cohort), by=by)
    assert lines()[0] == (600, 400, 1_500)
    commitments.release(made, by=by, reason="no show")
    assert lines() == [(0, 400, 2_100), (0, 0, 10_000)]
    assert set(CommitmentItem.objects.values_list("open_amount", flat=True)) == {0}
    assert not list(invariants.differences())


@pytest.mark.parametrize("count", [1, 2])
def test_statements_do_not_grow_with_the_promises(
    promise: commitments.Promise, by: User, count: int, django_assert_num_queries: Any
):
    list(promise.package.items.all())
    known = type(promise.package).objects.prefetch_related("items").get()
    promises = [commitments.Promise(known, promise.cohort, str(n)) for n in range(count)]
    # The grant's lock, its lines, commitments, items, their parts, ledger.
    with django_assert_num_queries(6):
        commitments.commit(promises, by=by)
