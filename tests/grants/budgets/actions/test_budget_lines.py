"""The award and its lines: never more on the lines than was awarded, never less than is used."""

import pytest

from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from grants.budgets.errors import GrantExceeded
from grants.ledger.errors import BudgetExceeded
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket, EntryKind
from grants.spending.actions import expenditures
from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, recorded
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Grant:
    return grant_for(ProgramFactory(), amount=1_000)


@pytest.fixture
def by() -> User:
    return UserFactory()


def balances(line: BudgetLine) -> tuple[int, int]:
    """What the grant has unallocated, and the line's budget."""
    fresh = BudgetLine.objects.select_related("grant").get(pk=line.pk)
    return fresh.grant.unallocated, fresh.budgeted


def test_award_is_posted_and_can_be_added_to(grant: Grant, by: User):
    entry = budget_lines.award(grant, 500, by=by, note="Second letter")
    assert (grant.awarded, grant.unallocated) == (1_500, 1_500)
    assert (entry.kind, entry.from_bucket, entry.to_bucket, entry.posted_by, entry.note) == (
        EntryKind.AWARD, Bucket.FUNDER, Bucket.UNALLOCATED, by, "Second letter",
    )  # fmt: skip
    assert str(entry) == "Award KRW 500"


def test_budget_moves_up_and_down_from_what_is_unallocated(grant: Grant, by: User):
    line = line_of(grant, budget=600)
    assert balances(line) == (400, 600)
    budget_lines.set_budget(line, 1_000, by=by)
    assert balances(line) == (0, 1_000)
    budget_lines.set_budget(line, 0, by=by)
    assert balances(line) == (1_000, 0)
    assert LedgerEntry.objects.filter(kind=EntryKind.ALLOCATION).count() == 3
    assert not list(invariants.differences())


def test_same_budget_posts_nothing(grant: Grant, by: User):
    line = line_of(grant, budget=600)
    before = LedgerEntry.objects.count()
    budget_lines.set_budget(line, 600, by=by)
    assert LedgerEntry.objects.count() == before


def test_more_than_the_grant_has_is_refused_in_won(grant: Grant, by: User):
    line = line_of(grant, budget=600)
    with pytest.raises(
        GrantExceeded, match="KRW 401 more is needed on 210-01 Airfare, and KRW 400 of the grant"
    ):
        budget_lines.set_budget(line, 1_001, by=by)
    assert balances(line) == (400, 600)


def test_less_than_is_used_is_refused_in_won(grant: Grant, by: User):
    line = line_of(grant, budget=600)
    expenditures.approve(recorded(line, amount=500), by=by)
    with pytest.raises(BudgetExceeded, match="210-01 Airfare has KRW 500 committed or spent"):
        budget_lines.set_budget(line, 499, by=by)
    budget_lines.set_budget(line, 500, by=by)
    assert balances(line) == (500, 500)


def test_budget_is_judged_by_what_stands_now(grant: Grant, by: User):
    line = line_of(grant, budget=600)
    stale = BudgetLine.objects.get()
    budget_lines.set_budget(line, 900, by=by)
    budget_lines.set_budget(stale, 950, by=by)
    assert balances(line) == (50, 950)
