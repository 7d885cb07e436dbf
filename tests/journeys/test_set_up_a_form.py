"""A call's own questions, set up without code and answered by somebody on a phone."""

import pytest
from playwright.sync_api import Page, expect

from courses.calls.models import Call
from ivi_training.guards.permissions import Role
from tests.factories.accounts import user_with
from tests.factories.courses import open_call
from tests.factories.trainees import draft
from tests.journeys.conftest import Arrive, told
from trainees.applying.models import Answer

pytestmark = pytest.mark.journey

CHOICES = "monoclonal | Monoclonal antibodies | 단클론항체\nother | Something else | 기타"


def test_form_is_set_up_and_answered(transactional_db: None, arrive: Arrive):
    call = open_call()
    page = arrive(user_with(Role.ADMINISTRATOR))
    start(page, call)
    add_section(page)
    add_questions(page)
    look_at_it_in_two_languages(page)
    page.get_by_role("button", name="Publish").click()
    expect(told(page, "Published.")).to_be_visible()

    application = draft(call)
    phone = arrive(application.applicant.user, viewport={"width": 360, "height": 740})
    phone.goto(f"/calls/{call.code}/apply/")
    expect(phone.get_by_role("heading", name="Your experience")).to_be_visible()
    expect(phone.get_by_label("Which ones?")).to_be_hidden()
    phone.get_by_label("Something else").check()
    phone.get_by_label("Which ones?").fill("Vaccines")
    phone.get_by_role("button", name="Save and continue").click()
    expect(phone.get_by_role("heading", name="Papers", exact=True)).to_be_visible()
    kept = dict(Answer.objects.values_list("question__key", "value"))
    assert kept == {"product": "other", "which": "Vaccines"}


def start(page: Page, call: Call) -> None:
    page.goto("/admin/courses/formversion/")
    page.get_by_role("link", name="Add form").click()
    page.get_by_label("Call*", exact=True).select_option(label=str(call))
    page.get_by_role("button", name="Start a form").click()
    expect(page.get_by_text("Add a section with at least one question.")).to_be_visible()


def add_section(page: Page) -> None:
    page.get_by_role("button", name="Add another Section").click()
    page.locator("[name=sections-0-title_en]").fill("Your experience")
    page.locator("[name=sections-0-title_ko]").fill("관련 경험")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Open the questions").click()


def add_questions(page: Page) -> None:
    add = page.get_by_role("button", name="Add another Question")
    rows = [
        {"key": "product", "label_en": "What do you make?", "choices_text": CHOICES},
        {"key": "which", "label_en": "Which ones?"},
    ]
    for number, facts in enumerate(rows):
        add.click()
        for name, text in facts.items():
            page.locator(f"[name=questions-{number}-{name}]").fill(text)
        page.locator(f"[name=questions-{number}-position]").fill(str(number + 1))
    page.locator("[name=questions-0-kind]").select_option("choice")
    page.locator("[name=questions-1-kind]").select_option("short")
    page.get_by_text("Bounds and conditions").nth(1).click()
    page.locator("[name=questions-1-shown_if]").fill("product")
    page.locator("[name=questions-1-shown_values]").fill("other")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(told(page, "was changed successfully")).to_be_visible()
    page.get_by_role("link", name="All sections").click()


def look_at_it_in_two_languages(page: Page) -> None:
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("heading", name="Your experience")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="한국어").click()
    expect(page.get_by_role("heading", name="관련 경험")).to_be_visible()
    expect(page.get_by_label("단클론항체")).to_be_visible()
    page.go_back()
    page.go_back()
