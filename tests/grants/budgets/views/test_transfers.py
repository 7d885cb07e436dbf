"""Transfers and overruns as pages: asked by finance, decided by another, each after a preview."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.awards.models import BudgetLine, Overrun
from grants.budgets.actions import transfers
from grants.budgets.models import Transfer
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.budgets import asked, overrun, policy_for
from tests.factories.budgets import wish as wanted
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of
from tests.grants.ledger.views.test_steps import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> list[BudgetLine]:
    grant = grant_for(ProgramFactory(), 1_000)
    policy_for(grant)
    return [line_of(grant, 600, "A"), line_of(grant, 400, "B")]


@pytest.fixture
def finance(db: None) -> Client:
    return as_user(user_with(Role.FINANCE))


@pytest.fixture
def approver(db: None) -> Client:
    return as_user(user_with(Role.APPROVER))


def wish(lines: list[BudgetLine], amount: str = "100") -> dict[str, Any]:
    return {
        "from_line": lines[0].pk, "to_line": lines[1].pk, "amount": amount,
        "reason": "More people", "reference": "",
    }  # fmt: skip


def listed(lines: list[BudgetLine]) -> str:
    return reverse("admin:transfer_list", args=[lines[0].grant_id])


def test_transfer_is_asked_for_and_approved(
    finance: Client, approver: Client, lines: list[BudgetLine]
):
    assert "No transfer yet" in text(finance.get(listed(lines)))
    ask = reverse("admin:transfer_ask", args=[lines[0].grant_id])
    assert "KRW 500" in text(finance.post(ask, wish(lines)))
    assert not Transfer.objects.exists()
    assert finance.post(ask, wish(lines) | {"confirmed": "1"}).url == listed(lines)
    approve = reverse("admin:transfer_approve", args=[Transfer.objects.get().pk])
    assert approve in text(approver.get(listed(lines)))
    assert "KRW 500" in text(approver.get(approve))
    assert approver.post(approve, {"confirmed": "1"}).url == listed(lines)
    lines[1].refresh_from_db()
    assert lines[1].budgeted == 500
    assert "Versions of the budget" in text(approver.get(listed(lines)))


def test_transfer_to_the_same_line_is_refused_beside_its_field(
    finance: Client, lines: list[BudgetLine]
):
    ask = reverse("admin:transfer_ask", args=[lines[0].grant_id])
    refused = finance.post(ask, wish([lines[0], lines[0]]))
    assert refused.status_code == 422
    assert "Choose another line than the one that gives." in text(refused)


def test_what_the_policy_refuses_is_refused_in_the_preview(
    finance: Client, lines: list[BudgetLine]
):
    ask = reverse("admin:transfer_ask", args=[lines[0].grant_id])
    refused = finance.post(ask, wish(lines, "601"))
    assert refused.status_code == 409
    assert "KRW 601 is needed and KRW 600 is available" in text(refused)


def test_transfer_is_refused_with_a_reason(approver: Client, lines: list[BudgetLine]):
    waiting = asked(*lines, 5)
    refuse = reverse("admin:transfer_refuse", args=[waiting.pk])
    assert approver.post(refuse, {"reason": "Not now", "confirmed": "1"}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.status, waiting.changes().get().reason) == ("refused", "Not now")
    assert approver.get(refuse).status_code == 404


def test_what_waits_is_offered_to_those_who_may_decide_only(lines: list[BudgetLine]):
    waiting = asked(*lines, 5)
    administrator, decider = (
        as_user(user_with(role)) for role in (Role.ADMINISTRATOR, Role.APPROVER)
    )
    start = decider.get(reverse("admin:index"))
    assert "Transfers and overruns to decide" in text(start)
    assert f'href="{listed(lines)}"' in text(start)
    assert "Transfers and overruns to decide" not in text(administrator.get(reverse("admin:index")))
    approve = reverse("admin:transfer_approve", args=[waiting.pk])
    assert approve in text(decider.get(listed(lines)))
    # The policy says who: the right alone is not enough.
    assert approve not in text(administrator.get(listed(lines)))
    asker = UserFactory(roles=[Role.APPROVER])
    own = transfers.ask(lines[0].grant, wish=wanted(*lines, 5), by=asker)
    page = text(as_user(asker).get(listed(lines)))
    assert approve in page
    assert reverse("admin:transfer_approve", args=[own.pk]) not in page


def test_overrun_is_asked_for_and_approved(
    finance: Client, approver: Client, lines: list[BudgetLine]
):
    ask = reverse("admin:overrun_ask", args=[lines[0].pk])
    typed = {"amount": "50", "reason": "Fares rose", "reference": ""}
    assert "KRW 650" in text(finance.post(ask, typed))
    assert finance.post(ask, typed | {"confirmed": "1"}).url == listed(lines)
    approve = reverse("admin:overrun_approve", args=[Overrun.objects.get().pk])
    assert approver.post(approve, {"confirmed": "1"}).url == listed(lines)
    lines[0].refresh_from_db()
    assert lines[0].available == 650


def test_refused_overrun_stays_on_record_and_is_asked_for_anew(
    finance: Client, approver: Client, lines: list[BudgetLine]
):
    above = overrun(lines[0], 50)
    refuse = reverse("admin:overrun_refuse", args=[above.pk])
    assert refuse in text(approver.get(listed(lines)))
    typed = {"reason": "Ask for a transfer", "confirmed": "1"}
    assert approver.post(refuse, typed).url == listed(lines)
    page = text(finance.get(listed(lines)))
    assert "Ask for a transfer" in page
    approve = reverse("admin:overrun_approve", args=[above.pk])
    for again in (approver.post(refuse, typed), approver.post(approve, {"confirmed": "1"})):
        assert (again.status_code, "refused already" in text(again)) == (409, True)
    lines[0].refresh_from_db()
    assert lines[0].overrun_allowed == 0
    ask = reverse("admin:overrun_ask", args=[lines[0].pk])
    anew = {"amount": "50", "reason": "No line has money left", "confirmed": "1"}
    assert finance.post(ask, anew).status_code == 302


def test_line_shows_its_balances_and_what_can_be_asked(finance: Client, lines: list[BudgetLine]):
    page = text(finance.get(reverse("admin:grants_budgetline_change", args=[lines[0].pk])))
    assert "KRW 600" in page
    assert reverse("admin:overrun_ask", args=[lines[0].pk]) in page


def test_list_asks_a_fixed_number_of_questions(
    finance: Client, lines: list[BudgetLine], django_assert_num_queries: Any
):
    for _time in range(2):
        asked(*lines, 5)
        overrun(lines[0], 5)
    # Session, user, roles' permissions, grant, policy, transfers, overruns, versions.
    with django_assert_num_queries(8):
        finance.get(listed(lines))
