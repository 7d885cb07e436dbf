"""Finance pages: recording with bad and good input, approving somebody else's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from grants.awards.models import BudgetLine
from grants.spending.actions import expenditures
from grants.spending.models import Expenditure
from grants.spending.statuses import ExpenditureStatus
from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.files import executable, pdf
from tests.factories.grants import grant_for, line_of, paid, recorded

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]

# Session, user, the roles' permissions; lines; expenditures.
QUERIES = 5


@pytest.fixture
def line() -> BudgetLine:
    return line_of(grant_for(ProgramFactory()))


def payment(on: BudgetLine, **changed: Any) -> dict[str, Any]:
    return {
        "line": on.pk, "spent_on": "2022-07-29", "payee": "Guest house", "purpose": "Rooms",
        "supply": "1,250", "kind": "tax_invoice", "evidence": pdf("invoice.pdf"), **changed,
    }  # fmt: skip


def test_recorded_then_approved_by_another(as_role: SignIn, line: BudgetLine):
    finance, approver = as_role(Role.FINANCE), as_role(Role.APPROVER)
    assert finance.post("/grants/expenditures/record/", payment(line)).status_code == 302
    expenditure = Expenditure.objects.get()
    assert (expenditure.amount, expenditure.status) == (1_250, ExpenditureStatus.SUBMITTED)
    page = approver.get(f"/grants/expenditures/{expenditure.pk}/").content.decode()
    assert "Waiting for your approval" in page
    approver.post(f"/grants/expenditures/{expenditure.pk}/approve/")
    line.refresh_from_db()
    assert line.spent == 1_250


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("supply", "-5", "above zero"),
        ("supply", "12.50", "no decimals"),
        ("supply", "0", "greater than or equal to 1"),
        ("supply", "ten", "whole number of won"),
        ("spent_on", "2031-01-01", "has not come yet"),
        ("spent_on", "2021-12-31", "The grant pays from"),
        ("line", "", "required"),
    ],
)
def test_bad_value_is_refused_beside_its_field(
    as_role: SignIn, line: BudgetLine, field: str, value: str, message: str
):
    response = as_role(Role.FINANCE).post(
        "/grants/expenditures/record/", payment(line, **{field: value})
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "Guest house" in page
    assert not Expenditure.objects.exists()


def test_lines_of_one_code_are_told_apart_by_their_grants(as_role: SignIn, line: BudgetLine):
    other = line_of(grant_for(ProgramFactory()), 1_000, line.code)
    finance = as_role(Role.FINANCE)
    for page in ("/grants/expenditures/record/", "/grants/expenditures/"):
        offered = finance.get(page).content.decode()
        assert all(f"{one.grant.code} · {one}</option>" in offered for one in (line, other))


def test_what_is_approved_waits_to_be_paid_and_then_to_be_settled(
    as_role: SignIn, line: BudgetLine
):
    finance, approver = as_role(Role.FINANCE), as_role(Role.APPROVER)
    assert "Expenditures to pay" not in finance.get("/admin/").content.decode()
    expenditures.approve(recorded(line), by=UserFactory())
    assert "status=approved#expenditures" in finance.get("/admin/").content.decode()
    assert "Expenditures to settle" not in approver.get("/admin/").content.decode()
    paid(line)
    assert "status=paid#expenditures" in approver.get("/admin/").content.decode()


def test_executable_as_evidence_is_refused(as_role: SignIn, line: BudgetLine):
    response = as_role(Role.FINANCE).post(
        "/grants/expenditures/record/", payment(line, evidence=executable("invoice.pdf"))
    )
    assert "not a PDF, JPEG or PNG" in response.content.decode()


def test_sent_back_with_a_reason_and_corrected(as_role: SignIn, line: BudgetLine):
    finance, approver = as_role(Role.FINANCE), as_role(Role.APPROVER)
    finance.post("/grants/expenditures/record/", payment(line))
    page = f"/grants/expenditures/{Expenditure.objects.get().pk}"
    assert approver.post(f"{page}/send-back/", {"reason": ""}).status_code == 422
    assert approver.post(f"{page}/send-back/", {"reason": "Which rooms?"}).status_code == 302
    assert "Which rooms?" in finance.get(f"{page}/").content.decode()
    assert 'value="1,250"' in finance.get(f"{page}/change/").content.decode()
    corrected = payment(line, purpose="14 rooms", evidence="")
    assert finance.post(f"{page}/change/", corrected).status_code == 302
    assert Expenditure.objects.get().status == ExpenditureStatus.SUBMITTED


@pytest.mark.parametrize("count", [1, 3])
def test_list_has_a_fixed_number_of_queries(
    as_role: SignIn, line: BudgetLine, django_assert_num_queries: DjangoAssertNumQueries, count: int
):
    for _number in range(count):
        recorded(line)
    client = as_role(Role.FINANCE)
    with django_assert_num_queries(QUERIES):
        client.get("/grants/expenditures/")
