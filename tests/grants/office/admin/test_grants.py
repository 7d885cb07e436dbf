"""A grant with its lines through the administration: posted by actions, refused in words."""

from typing import Any

import pytest
from django.test import Client

from courses.programs.models import Program
from grants.awards.models import BudgetCategory, BudgetLine, Grant
from grants.budgets.models import BudgetVersion
from grants.ledger.models import LedgerEntry
from grants.spending.actions import expenditures
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.budgets import policy_for
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, recorded
from tests.pages import as_shown, with_rows
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db

ADD = "/admin/grants/grant/add/"


@pytest.fixture
def finance(db: None) -> Client:
    return as_user(user_with(Role.FINANCE))


def line(code: str, budget: str) -> dict[str, str]:
    return {"code": code, "category_en": "Travel", "name_en": "Airfare", "budget": budget}


def new_grant(finance: Client, award: str, *lines: dict[str, str]) -> Any:
    program = Program.objects.first() or ProgramFactory()
    facts = {
        "program": program.pk, "code": "MOHW-2022-01", "title": "Grant 2022", "funder": "MOHW",
        "starts_on": "2022-02-16", "ends_on": "2022-12-31", "award": award,
    }  # fmt: skip
    return finance.post(ADD, with_rows(finance.get(ADD), "BudgetLine", *lines) | facts)


def change(finance: Client, grant: Grant, **budgets: str) -> Any:
    """Set budgets by the codes of lines, on the grant's page."""
    page = f"/admin/grants/grant/{grant.pk}/change/"
    values = as_shown(finance.get(page))
    for name, value in list(values.items()):
        if name.endswith("-code") and value in budgets:
            values[name.replace("-code", "-budget")] = budgets[value]
    return finance.post(page, values)


def budgets() -> dict[str, int]:
    return dict(BudgetLine.objects.order_by("code").values_list("code", "budgeted"))


def test_award_and_lines_are_posted_to_the_ledger(finance: Client):
    lines = [line("A", "4,000,000,000"), line("B", "250 000 000"), line("C", "0")]
    assert new_grant(finance, "4,300,000,000", *lines).status_code == 302
    grant = Grant.objects.get()
    assert (grant.awarded, grant.unallocated) == (4_300_000_000, 50_000_000)
    assert budgets() == {"A": 4_000_000_000, "B": 250_000_000, "C": 0}
    posted_by = set(LedgerEntry.objects.values_list("posted_by__email", flat=True))
    assert (LedgerEntry.objects.count(), posted_by) == (3, {"finance@example.org"})
    assert not list(invariants.differences())


@pytest.mark.parametrize(
    ("award", "message"),
    [
        ("", "Give the amount that the funder awards."),
        ("-5", "An amount is above zero."),
        ("4300000000.5", "The won has no decimals."),
        ("4.3 billion", "Give a whole number of won"),
        ("0", "greater than or equal to 1"),
        ("9999999999999", "less than or equal to"),
    ],
)
def test_wrong_award_is_refused_beside_its_field(finance: Client, award: str, message: str):
    refused = new_grant(finance, award, line("A", "1,000"))
    assert refused.status_code == 200
    assert message in refused.context["adminform"].form.errors["award"][0]
    assert "Grant 2022" in refused.content.decode()
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("budget", "message"),
    [
        ("-5", "An amount is above zero."),
        ("12.50", "The won has no decimals."),
        ("", "This field is required."),
    ],
)
def test_wrong_budget_is_refused_beside_its_field(finance: Client, budget: str, message: str):
    refused = new_grant(finance, "1,000", line("A", budget))
    (inline,) = refused.context["inline_admin_formsets"]
    assert message in inline.formset.forms[0].errors["budget"][0]
    assert not Grant.objects.exists()


def test_lines_above_the_award_are_refused_with_the_difference(finance: Client):
    refused = new_grant(finance, "1,000", line("A", "600"), line("B", "401"))
    (inline,) = refused.context["inline_admin_formsets"]
    assert inline.formset.non_form_errors() == [
        "The lines add up to KRW 1,001, KRW 1 more than the award of KRW 1,000."
    ]
    assert (Grant.objects.count(), LedgerEntry.objects.count()) == (0, 0)


def test_two_lines_with_one_code_are_refused(finance: Client):
    refused = new_grant(finance, "1,000", line("A", "100"), line("A", "100"))
    assert "Please correct the duplicate" in refused.content.decode()
    assert not Grant.objects.exists()


def test_budget_moves_from_line_to_line_of_a_grant_without_reserve(finance: Client):
    grant = grant_for(ProgramFactory(), amount=1_000)
    for code, budget in [("A", 400), ("B", 600)]:
        line_of(grant, budget=budget, code=code)
    assert change(finance, grant, A="700", B="300").status_code == 302
    assert budgets() == {"A": 700, "B": 300}
    assert not list(invariants.differences())


def test_unchanged_page_posts_nothing(finance: Client):
    grant = grant_for(ProgramFactory(), amount=1_000)
    line_of(grant, budget=400, code="A")
    before = LedgerEntry.objects.count()
    assert change(finance, grant, A="400").status_code == 302
    assert LedgerEntry.objects.count() == before


def test_award_is_given_once_and_shown_afterwards(finance: Client):
    grant = grant_for(ProgramFactory(), amount=1_000)
    page = finance.get(f"/admin/grants/grant/{grant.pk}/change/").content.decode()
    assert "KRW 1,000" in page
    assert 'name="award"' not in page


def test_budget_below_what_is_used_is_refused_beside_its_field(finance: Client):
    grant = grant_for(ProgramFactory(), amount=1_000)
    used = line_of(grant, budget=600, code="A")
    expenditures.approve(recorded(used, amount=500), by=UserFactory())
    refused = change(finance, grant, A="499")
    (inline,) = refused.context["inline_admin_formsets"]
    assert inline.formset.forms[0].errors["budget"] == [
        "KRW 500 is committed or spent on this line already."
    ]
    assert 'value="499"' in refused.content.decode()
    assert budgets() == {"A": 600}


def test_budget_is_not_lowered_here_under_a_policy_of_transfers(finance: Client):
    grant = grant_for(ProgramFactory(), amount=1_000)
    line_of(grant, budget=600, code="A")
    policy_for(grant)
    refused = change(finance, grant, A="500")
    (inline,) = refused.context["inline_admin_formsets"]
    assert inline.formset.forms[0].errors["budget"] == [
        "Ask for a transfer: another person must approve a lower budget."
    ]
    assert budgets() == {"A": 600}


def test_each_change_of_the_budget_is_kept_as_a_version(finance: Client):
    new_grant(finance, "1,000", line("A", "600"))
    grant = Grant.objects.get()
    change(finance, grant, A="700")
    versions = BudgetVersion.objects.order_by("number").values_list("number", "lines__amount")
    assert list(versions) == [(1, 600), (2, 700)]


def test_category_is_one_row_for_all_its_lines(finance: Client):
    new_grant(finance, "1,000", line("A", "600"), line("B", "100"))
    assert BudgetCategory.objects.get().lines.count() == 2
