"""What is owed back, through the administration: looked at, received, waived."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from grants.awards.models import BudgetLine
from grants.commitments.models import Recovery
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.payers import owed

pytestmark = pytest.mark.django_db


@pytest.fixture
def recovery() -> Recovery:
    return owed(700)


def take(client: Client, recovery: Recovery, step: str, **typed: Any) -> Any:
    return client.post(f"/admin/grants/recovery/{recovery.pk}/{step}/", typed)


def came_back(amount: str) -> dict[str, Any]:
    return {
        "amount": amount,
        "effective_on": timezone.localdate().isoformat(),
        "note": "Transfer",
        "token": "00000000-0000-0000-0000-000000000001",
    }


def test_empty_list_says_when_a_recovery_opens():
    page = as_user(user_with(Role.FINANCE)).get("/admin/grants/recovery/").content.decode()
    assert "A recovery opens by itself" in page


def test_list_and_page_show_who_owes_what(recovery: Recovery):
    finance = as_user(user_with(Role.FINANCE))
    shown = finance.get("/admin/grants/recovery/?standing=open").content.decode()
    assert recovery.debtor in shown
    page = finance.get(f"/admin/grants/recovery/{recovery.pk}/change/").content.decode()
    assert "Record what came back" in page
    assert "Owed back to the grant" in finance.get("/admin/").content.decode()


def test_receipt_is_previewed_then_posted(recovery: Recovery):
    finance = as_user(user_with(Role.FINANCE))
    preview = take(finance, recovery, "receive", **came_back("300")).content.decode()
    assert "KRW" in preview
    assert BudgetLine.objects.get().spent == 700
    done = take(finance, recovery, "receive", **came_back("300"), confirmed="1")
    assert done.status_code == 302
    assert BudgetLine.objects.get().spent == 400


def test_too_much_is_refused_in_the_preview(recovery: Recovery):
    finance = as_user(user_with(Role.FINANCE))
    refused = take(finance, recovery, "receive", **came_back("701"))
    assert refused.status_code == 409


def test_waiver_asks_for_a_reason(recovery: Recovery):
    approver = as_user(user_with(Role.APPROVER))
    assert take(approver, recovery, "waive", reason="").status_code == 422
    assert take(approver, recovery, "waive", reason="Ill", confirmed="1").status_code == 302
    recovery.refresh_from_db()
    assert recovery.waiver == "Ill"
