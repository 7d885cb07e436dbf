"""From an invoice to a balance that has moved: recorded by one person, approved by another."""

import pikepdf
import pytest
from playwright.sync_api import FilePayload, Page, expect

from grants.awards.models import BudgetLine
from ivi_training.guards.permissions import Role
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory
from tests.factories.files import PDF
from tests.factories.grants import grant_for, line_of
from tests.journeys.conftest import Arrive

pytestmark = pytest.mark.journey

INVOICE = FilePayload(name="invoice.pdf", mimeType="application/pdf", buffer=PDF)


def test_payment_moves_its_line_once_another_person_approves(arrive: Arrive):
    line_of(grant_for(CohortFactory().program))
    officer = arrive(user_with(Role.FINANCE))
    officer.goto("/admin/")
    officer.get_by_role("link", name="Expenditures").first.click()
    assert balances(officer) == ["KRW 500,000", "KRW 0", "KRW 0", "KRW 500,000"]
    record(officer)
    officer.get_by_role("link", name="Expenditures").first.click()
    assert balances(officer) == ["KRW 500,000", "KRW 0", "KRW 0", "KRW 500,000"]

    approver = arrive(user_with(Role.APPROVER))
    approve(approver)
    approver.get_by_role("link", name="Expenditures").first.click()
    assert balances(approver) == ["KRW 500,000", "KRW 0", "KRW 120,000", "KRW 380,000"]


def balances(page: Page) -> list[str]:
    line = page.get_by_role("row", name="210-01 Airfare").first
    return [
        cell.replace("\N{NO-BREAK SPACE}", " ")
        for cell in line.get_by_role("cell").all_inner_texts()
    ]


def record(page: Page) -> None:
    page.get_by_role("link", name="Record an expenditure").click()
    page.get_by_label("Spent on").fill("2022-07-01")
    page.get_by_label("Payee").fill("Songdo Guest House")
    page.get_by_label("Purpose").fill("Rooms")
    line = BudgetLine.objects.select_related("grant").get()
    page.get_by_label("Budget line").select_option(label=f"{line.grant.code} · 210-01 Airfare")
    page.get_by_label("Supply amount").fill("-120,000.5")
    page.get_by_role("button", name="Hand in for approval").click()
    expect(page.locator("#div_id_supply")).to_contain_text("Give a whole number of won")
    page.get_by_label("Supply amount").fill("120,000")
    page.get_by_label("Evidence 증빙").set_input_files(INVOICE)
    page.get_by_role("button", name="Hand in for approval").click()
    expect(page.get_by_text("Another person looks at it")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def approve(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Expenditures to approve").click()
    page.get_by_role("link", name="Songdo Guest House").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="invoice.pdf").click()
    with pikepdf.open(download.value.path()) as kept:  # written anew, with the page that was sent
        assert len(kept.pages) == 1
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("h1 ~ .page-lead").first).to_contain_text("Approved")
