"""Transfers: what the policy allows, decided by another person, kept as a version of the budget."""

from functools import partial
from typing import Any

import pytest

from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines, transfers
from grants.budgets.errors import OwnRequest, TransferNotAllowed
from grants.budgets.models import BudgetVersion, TransferPair
from grants.budgets.statuses import CapBase, TransferScope
from grants.ledger.errors import BudgetExceeded
from grants.spending.actions import reversals
from ivi_training.guards.errors import MoveNotAllowed
from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory, user_with
from tests.factories.budgets import approver, asked, policy_for, wish
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Grant:
    return grant_for(ProgramFactory(), 1_000)


@pytest.fixture
def lines(grant: Grant) -> list[BudgetLine]:
    """Two of travel, one of operating."""
    return [
        line_of(grant, 400, "A", "Travel"),
        line_of(grant, 300, "B", "Travel"),
        line_of(grant, 300, "C", "Operating"),
    ]


def budgets() -> dict[str, int]:
    return dict(BudgetLine.objects.values_list("code", "budgeted"))


def test_money_moves_once_another_person_approves(grant: Grant, lines: list[BudgetLine]):
    policy_for(grant)
    transfer = asked(lines[0], lines[2], 100, reference="MOHW-12")
    assert budgets() == {"A": 400, "B": 300, "C": 300}
    transfers.approve(transfer, by=approver())
    assert budgets() == {"A": 300, "B": 300, "C": 400}
    (version,) = BudgetVersion.objects.all()
    assert (version.reason, version.reference) == ("More people came", "MOHW-12")
    assert sum(version.lines.values_list("amount", flat=True)) == 1_000
    assert not list(invariants.differences())


def test_nobody_decides_on_their_own(grant: Grant, lines: list[BudgetLine]):
    policy_for(grant)
    by = approver()
    own = transfers.ask(grant, wish=wish(lines[0], lines[1], 5), by=by)
    with pytest.raises(OwnRequest):
        transfers.approve(own, by=by)
    with pytest.raises(OwnRequest):
        transfers.refuse(own, reason="Why", by=by)


@pytest.mark.parametrize(
    ("is_other", "said"), [(False, "Choose another line"), (True, "of the same grant")]
)
def test_line_that_cannot_take_the_money_is_refused_by_the_action(
    grant: Grant, lines: list[BudgetLine], *, is_other: bool, said: str
):
    policy_for(grant)
    to = line_of(grant_for(ProgramFactory()), 10) if is_other else lines[0]
    for step in (transfers.preview, partial(transfers.ask, by=UserFactory())):
        with pytest.raises(TransferNotAllowed, match=said):
            step(grant, wish=wish(lines[0], to, 5))


def test_policy_says_who_approves(grant: Grant, lines: list[BudgetLine]):
    policy_for(grant, approver=Role.ADMINISTRATOR)
    transfer = asked(lines[0], lines[1], 5)
    with pytest.raises(TransferNotAllowed, match="Administrator"):
        transfers.approve(transfer, by=approver())
    transfers.approve(transfer, by=user_with(Role.ADMINISTRATOR))


def test_refused_transfer_leaves_the_budget_and_is_over(grant: Grant, lines: list[BudgetLine]):
    policy_for(grant)
    transfer, by = asked(lines[0], lines[1], 5), approver()
    transfers.refuse(transfer, reason="Not now", by=by)
    assert budgets()["A"] == 400
    with pytest.raises(MoveNotAllowed):
        transfers.approve(transfer, by=by)


@pytest.mark.parametrize(
    ("scope", "to", "is_allowed"),
    [
        (TransferScope.ANY, 2, True),
        (TransferScope.CATEGORY, 1, True),
        (TransferScope.CATEGORY, 2, False),
        (TransferScope.PAIRS, 1, True),
        (TransferScope.PAIRS, 2, False),
    ],
)
def test_scope_says_between_which_lines(
    grant: Grant, lines: list[BudgetLine], scope: TransferScope, to: int, *, is_allowed: bool
):
    policy_for(grant, scope=scope)
    if is_allowed:
        asked(lines[0], lines[to], 5)
    else:
        with pytest.raises(TransferNotAllowed, match="from “Travel” to “Operating”"):
            asked(lines[0], lines[to], 5)


def test_pair_lets_money_move_in_its_direction(grant: Grant, lines: list[BudgetLine]):
    policy = policy_for(grant, scope=TransferScope.PAIRS)
    TransferPair.objects.create(
        policy=policy, from_category=lines[0].category, to_category=lines[2].category
    )
    asked(lines[0], lines[2], 5)
    with pytest.raises(TransferNotAllowed):
        asked(lines[2], lines[0], 5)


@pytest.mark.parametrize(("cap_of", "most"), [(CapBase.AWARD, 100), (CapBase.LINE, 40)])
def test_cap_holds_over_all_transfers(
    grant: Grant, lines: list[BudgetLine], cap_of: CapBase, most: int
):
    policy_for(grant, cap_percent=10, cap_of=cap_of)
    transfers.approve(asked(lines[0], lines[1], most - 10), by=approver())
    line = BudgetLine.objects.get(code="A")
    with pytest.raises(TransferNotAllowed, match="10 percent"):
        asked(line, lines[1], 11)
    asked(line, lines[1], 10)


def test_reversed_transfer_gives_its_part_of_the_cap_back(grant: Grant, lines: list[BudgetLine]):
    policy_for(grant, cap_percent=10)
    entry = transfers.approve(asked(lines[0], lines[1], 100), by=approver())
    day = entry.effective_on
    reversals.reverse(entry, reason="Wrong", effective_on=day, by=UserFactory())
    assert budgets() == {"A": 400, "B": 300, "C": 300}
    asked(lines[0], lines[1], 100)


def test_reference_is_asked_for_where_the_policy_says_so(grant: Grant, lines: list[BudgetLine]):
    policy_for(grant, needs_reference=True)
    with pytest.raises(TransferNotAllowed, match="reference"):
        asked(lines[0], lines[1], 5)
    asked(lines[0], lines[1], 5, reference="MOHW-12")


def test_used_budget_does_not_move(grant: Grant, lines: list[BudgetLine]):
    policy_for(grant)
    with pytest.raises(BudgetExceeded, match="KRW 401 is needed and KRW 400 is available"):
        asked(lines[0], lines[1], 401)


def test_without_a_policy_nothing_moves(grant: Grant, lines: list[BudgetLine]):
    with pytest.raises(TransferNotAllowed, match="no transfer policy"):
        asked(lines[0], lines[1], 5)


def test_budget_is_lowered_by_a_transfer_alone_under_a_policy(
    grant: Grant, lines: list[BudgetLine]
):
    policy_for(grant)
    with pytest.raises(TransferNotAllowed, match="lowered by a transfer"):
        budget_lines.set_budget(lines[0], 399, by=UserFactory())


def test_preview_shows_both_lines(grant: Grant, lines: list[BudgetLine]):
    policy_for(grant)
    shown: list[Any] = transfers.preview(grant, wish=wish(lines[0], lines[1], 5))
    assert [(effect.before, effect.after) for effect in shown] == [(400, 395), (300, 305)]
    assert transfers.preview_approval(asked(lines[0], lines[1], 5)) == shown
