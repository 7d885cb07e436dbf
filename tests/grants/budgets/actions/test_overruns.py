"""Overruns: a recorded amount, approved by another person; and versions that total the award."""

import pytest

from grants.awards.errors import AlreadyDecided
from grants.awards.models import BudgetLine
from grants.budgets.actions import budget_lines, budget_versions, overruns
from grants.budgets.errors import OwnRequest
from grants.budgets.models import BudgetVersion
from grants.ledger.errors import BudgetExceeded
from grants.spending.actions import expenditures
from tests.factories.accounts import UserFactory
from tests.factories.budgets import overrun
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, recorded
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return line_of(grant_for(ProgramFactory(), 1_000), 400)


def spend(line: BudgetLine, amount: int) -> None:
    expenditures.approve(recorded(line, amount), by=UserFactory())


def test_line_is_overspent_by_what_was_approved_and_no_more(line: BudgetLine):
    asked = overrun(line, 50)
    with pytest.raises(BudgetExceeded):
        spend(line, 401)
    overruns.approve(asked, by=UserFactory())
    spend(line, 450)
    with pytest.raises(BudgetExceeded):
        spend(line, 1)
    line.refresh_from_db()
    assert (line.spent, line.unused, line.available) == (450, -50, 0)
    assert not list(invariants.differences())


def test_nobody_approves_their_own(line: BudgetLine):
    by = UserFactory()
    asked = overruns.ask(line, amount=5, reason="Why", reference="", by=by)
    with pytest.raises(OwnRequest):
        overruns.approve(asked, by=by)


def test_overrun_is_approved_once(line: BudgetLine):
    asked = overrun(line, 5)
    overruns.approve(asked, by=UserFactory())
    with pytest.raises(AlreadyDecided):
        overruns.approve(asked, by=UserFactory())


def test_budget_may_be_filled_up_under_an_overrun(line: BudgetLine):
    overruns.approve(overrun(line, 50), by=UserFactory())
    spend(line, 450)
    budget_lines.set_budget(line, 450, by=UserFactory())
    assert line.budgeted == 450


def test_preview_shows_what_could_be_spent(line: BudgetLine):
    (effect,) = overruns.preview_approval(overrun(line, 50))
    assert (effect.before, effect.after) == (400, 450)


def test_version_is_kept_where_something_changed(line: BudgetLine):
    by = UserFactory()
    first = budget_versions.record(line.grant, by=by)
    assert budget_versions.record(line.grant, by=by) is None
    budget_lines.set_budget(line, 300, by=by)
    second = budget_versions.record(line.grant, by=by, reason="Revised", reference="MOHW-3")
    assert (first.number, first.why, second.number, second.why) == (
        1, "Original budget", 2, "Revised",
    )  # fmt: skip
    held = BudgetVersion.objects.values_list("number", "unallocated", "lines__amount")
    assert list(held.order_by("number")) == [(1, 600, 400), (2, 700, 300)]


def test_category_is_made_once_and_keeps_its_korean_name(line: BudgetLine):
    first = budget_lines.category(line.grant, "Travel", "여비")
    again = budget_lines.category(line.grant, "Travel")
    assert (first, again.name_ko) == (again, "여비")
