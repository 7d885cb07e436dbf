"""A program from nothing to an open call, and its quotas revised, by typing and clicking alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from courses.calls.models import Call
from grants.awards.models import BudgetLine
from ivi_training.guards.permissions import Role
from tests.factories.accounts import user_with
from tests.factories.courses import VintageFactory
from tests.factories.trainees import offered
from tests.journeys.conftest import Arrive, told
from trainees.places.models import Quota, QuotaVersion

pytestmark = pytest.mark.journey

STREAMS = [
    {"code": "KOREA", "name_en": "Korea", "name_ko": "국내", "position": "1", "countries": "KR"},
    {"code": "LMIC", "name_en": "LMIC", "position": "2", "income_groups": "L,LM,UM"},
]
QUOTAS = [("Total", "450", ""), ("LMIC", "300", "LMIC"), ("Korea", "150", "Korea")]
LINES = [
    {"code": "210-01", "category_en": "Travel", "name_en": "Airfare", "budget": "2,400,000,000"},
    {"code": "210-02", "category_en": "Travel", "name_en": "Rooms", "budget": "1,900,000,000"},
]


def test_program_is_set_up_without_code(arrive: Arrive):
    VintageFactory()
    page = arrive(user_with(Role.ADMINISTRATOR))
    make_program(page)
    add_quotas(page)
    make_course(page)
    make_cohort(page)
    make_grant(page)
    make_package(page)
    publish_consent(page)
    make_call(page)
    assert Call.objects.get().is_open
    visitor = arrive()
    visitor.goto("/")
    expect(visitor.get_by_role("link", name="Call: BDM 2022")).to_be_visible()

    offer = offered(Call.objects.get())
    assert offer.commitment.items.get().amount == 2_400_000
    be_refused_a_ceiling_below_use(page)
    revise_quotas(page)


def start_adding(page: Page, table: str) -> None:
    page.goto("/admin/")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=table, exact=True))
    row.get_by_role("link", name="Add").click()


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[name='{name}']")


def fill_in(page: Page, facts: dict[str, str]) -> None:
    for name, value in facts.items():
        field(page, name).fill(value)


def choose(select: Locator, text: str) -> None:
    value = select.locator("option").filter(has_text=text).get_attribute("value")
    select.select_option(value)


def add_row(page: Page, thing: str, facts: dict[str, str]) -> Locator:
    """Fill in one more thing inside the form of another."""
    page.get_by_role("button", name=f"Add another {thing}").click()
    row = page.get_by_role("group", name=f"{thing}s").locator("[class*=dynamic-]").last
    for name, value in facts.items():
        row.locator(f".field-{name} input").first.fill(value)
    return row


def save(page: Page, button: str = "Save") -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(
        told(page, "was added successfully").or_(told(page, "changed successfully"))
    ).to_be_visible()


def make_program(page: Page) -> None:
    start_adding(page, "Programs")
    fill_in(page, {
        "code": "GBTC-2022",
        "name_en": "2022 Global Bio-Intensive Training",
        "name_ko": "2022 글로벌 바이오 집중 교육과정",
        "operator_en": "International Vaccine Institute",
        "funder_en": "Ministry of Health and Welfare",
        "announced_on": "2022-02-16",
        "starts_on": "2022-02-16",
        "ends_on": "2030-12-31",
    })  # fmt: skip
    page.get_by_label("Income-group vintage").select_option("FY22")
    korea, _lmic = [add_row(page, "Stream", stream) for stream in STREAMS]
    korea.locator(".field-match select").select_option("any")
    save(page, "Save and continue editing")


def add_quotas(page: Page) -> None:
    for name, ceiling, stream in QUOTAS:
        row = add_row(page, "Quota", {"name_en": name, "ceiling": ceiling})
        if stream:
            choose(row.locator(".field-stream select"), stream)
    save(page)
    made = Quota.objects.order_by("-ceiling").values_list("name_en", "ceiling")
    assert list(made) == [("Total", 450), ("LMIC", 300), ("Korea", 150)]


def make_course(page: Page) -> None:
    start_adding(page, "Courses")
    fill_in(page, {"code": "BDM", "title_en": "Biologics development and manufacturing"})
    save(page)


def make_cohort(page: Page) -> None:
    start_adding(page, "Cohorts")
    choose(field(page, "program"), "2022 Global")
    choose(field(page, "course"), "Biologics")
    fill_in(page, {
        "code": "BDM-2022",
        "title_en": "First course",
        "starts_on": "2030-07-18",
        "ends_on": "2030-07-29",
        "seats": "140",
    })  # fmt: skip
    save(page)


def make_grant(page: Page) -> None:
    start_adding(page, "Grants")
    choose(field(page, "program"), "2022 Global")
    fill_in(page, {
        "code": "GBTC-2022-01",
        "title": "The award of 2022",
        "funder": "Ministry of Health and Welfare",
        "starts_on": "2022-02-16",
        "ends_on": "2030-12-31",
        "award": "4,300,000,000",
    })  # fmt: skip
    for line in LINES:
        add_row(page, "Budget line", line)
    save(page)
    row = page.get_by_role("row").filter(has_text="The award of 2022")
    expect(row).to_contain_text("KRW 4,300,000,000")
    assert sum(BudgetLine.objects.values_list("budgeted", flat=True)) == 4_300_000_000


def make_package(page: Page) -> None:
    start_adding(page, "Support packages")
    choose(field(page, "grant"), "award")
    choose(field(page, "stream"), "LMIC")
    choose(field(page, "items-0-line"), "210-01 Airfare")
    field(page, "items-0-amount").fill("2,400,000")
    save(page)


def publish_consent(page: Page) -> None:
    start_adding(page, "Texts of consents")
    choose(field(page, "program"), "2022 Global")
    page.get_by_role("button", name="Start from the standard texts").click()
    page.get_by_role("link", name="Use of my personal data").click()
    page.get_by_role("button", name="Publish").click()
    expect(told(page, "Published.")).to_be_visible()


def make_call(page: Page) -> None:
    today = timezone.localdate()
    start_adding(page, "Calls for applications")
    choose(field(page, "program"), "2022 Global")
    choose(page.locator("#id_cohorts_from"), "BDM-2022 · First course")
    page.locator("#id_cohorts_add, #id_cohorts_add_link").first.click()
    fill_in(page, {
        "code": "BDM-2022",
        "title_en": "Call: BDM 2022",
        "summary_en": "Two weeks in Korea.",
        "who_may_apply_en": "Professionals.",
        "what_is_needed_en": "A curriculum vitae.",
        "opens_at_0": f"{today - timedelta(days=1)}",
        "opens_at_1": "09:00",
        "closes_at_0": f"{today + timedelta(days=30)}",
        "closes_at_1": "18:00",
    })  # fmt: skip
    save(page, "Save and continue editing")
    page.get_by_role("button", name="Publish").click()
    expect(told(page, "Published. It opens and closes by the clock.")).to_be_visible()


def start_revising(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Programs", exact=True).click()
    page.get_by_role("link", name="GBTC-2022").click()
    page.get_by_role("link", name="Revise quotas").click()


def be_refused_a_ceiling_below_use(page: Page) -> None:
    start_revising(page)
    page.get_by_label("LMIC").fill("0")
    page.get_by_label("Reason").fill("The ministry's revision of June 2022")
    page.get_by_role("button", name="Preview").click()
    beside = page.locator("[id^=div_id_quota]").filter(has_text="LMIC")
    expect(beside).to_contain_text("1 places are taken: this is 1 too few.")
    expect(page.get_by_label("Reason")).to_have_value("The ministry's revision of June 2022")
    assert QuotaVersion.objects.count() == 1


def revise_quotas(page: Page) -> None:
    for name, ceiling in {"Total": "510", "LMIC": "370", "Korea": "140"}.items():
        page.get_by_label(name).fill(ceiling)
    page.get_by_label("Effective on").fill("2022-06-20")
    page.get_by_role("button", name="Preview").click()
    would = page.get_by_role("region", name="What this revision would do")
    expect(would).to_contain_text("450 → 510")
    page.get_by_role("button", name="Confirm the revision").click()
    expect(told(page, "Version 2 is in force.")).to_be_visible()
    page.get_by_role("link", name="Revise quotas").click()
    second = page.get_by_role("region", name="Versions").get_by_role("row").filter(has_text="June")
    expect(second).to_contain_text("Total 510, LMIC 370, Korea 140")
