"""What axe cannot see of WCAG 2.2 AA; docs/accessibility.md says which check is held where."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.calls.models import Call
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.files import PDF
from tests.factories.trainees import draft
from tests.journeys.barriers import PHONE
from tests.journeys.conftest import Arrive
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus

pytestmark = pytest.mark.journey
TYPED = {
    "given_names": "Wanjiru", "family_name": "Kamau", "birth_date": "05171990",
    "employer_name": "Kenya Biovax", "job_title": "Engineer", "years_of_experience": "4",
    "field_of_study": "Biology", "statement": "I will train my colleagues.",
}  # fmt: skip
# The first letters of a choice, as one types them in a list.
CHOSEN = {
    "gender": "Fem", "nationality": "Kenya", "residence": "Kenya", "employer_country": "Kenya",
    "employer_kind": "Com", "education": "Mas", "english": "Adv",
}  # fmt: skip
TOO_SMALL = """
() => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    const is_seen = box.width > 1 && box.height > 1 && style.visibility !== "hidden";
    // A link inside a sentence may be as high as its line; a skip link grows when it has focus.
    const is_inline = one.tagName === "A" && style.display === "inline";
    const label = one.labels?.[0]?.getBoundingClientRect();
    const height = Math.max(box.height, label?.height ?? 0);
    const width = Math.max(box.width, label?.width ?? 0);
    return is_seen && !is_inline && one.type !== "hidden" && (height < 24 || width < 24);
  })
  .map((one) => one.outerHTML.slice(0, 120))
"""
FOCUSED = """
() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 20) / 2);
  const labelled = at?.closest("label")?.control;
  const style = getComputedStyle(one);
  return {
    name: one.getAttribute("name") ?? one.textContent.trim().slice(0, 40),
    tag: one.tagName,
    type: one.type ?? "",
    is_covered: !at || !(one.contains(at) || at.contains(one) || one === labelled),
    is_marked: style.outlineStyle !== "none" || style.boxShadow !== "none",
  };
}
"""


@pytest.fixture
def call(transactional_db: None) -> Call:
    return open_call()


def url(call: Call, step: str) -> str:
    return f"/calls/{call.code}/apply/{step}/"


@pytest.mark.parametrize("step", ["person", "consents", "papers", "all"])
def test_everything_to_press_is_large_enough(arrive: Arrive, call: Call, step: str):
    page = arrive(draft(call).applicant.user, viewport=PHONE)
    page.goto(url(call, step))
    assert page.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("path", ["/", "/account/login/", "/account/signup/"])
def test_public_pages_are_large_enough_to_press(arrive: Arrive, call: Call, path: str):
    page = arrive(viewport=PHONE)
    page.goto(path)
    assert page.evaluate(TOO_SMALL) == []


def test_focus_is_seen_and_not_covered(arrive: Arrive, call: Call):
    page = arrive(draft(call).applicant.user, viewport=PHONE, reduced_motion="reduce")
    page.goto(url(call, "all"))
    wrong = []
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["tag"] == "BODY":
            break
        if here["is_covered"] or not here["is_marked"]:
            wrong.append(here)
    assert wrong == []


def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(arrive: Arrive, call: Call):
    page = arrive(draft(call).applicant.user)
    page.goto(url(call, "person"))
    page.get_by_label("Date of birth").fill("2999-01-01")
    page.get_by_role("button", name="Save and continue").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page).to_have_url(re.compile("birth_date"))


def test_nothing_is_asked_twice(arrive: Arrive, call: Call):
    first = draft(call, applicant__given_names="Wanjiru")
    page = arrive(first.applicant.user)
    other = open_call()
    page.goto(url(other, "course"))
    page.get_by_role("button", name="Save and continue").click()
    page.goto(url(other, "person"))
    expect(page.get_by_label("Given names")).to_have_value("Wanjiru")


def test_a_password_may_be_pasted_and_kept_by_a_manager(arrive: Arrive, call: Call):
    page = arrive()
    page.goto("/account/login/")
    fields = {"login": "email", "password": "current-password"}
    for name, purpose in fields.items():
        assert page.locator(f"[name={name}]").get_attribute("autocomplete") == purpose
    page.locator("[name=password]").focus()
    page.evaluate("navigator.clipboard?.writeText('x')")
    pasted = "one => one.dispatchEvent(new ClipboardEvent('paste', {cancelable: true}))"
    assert page.locator("[name=password]").evaluate(pasted) is True


def test_help_is_at_the_same_place_on_each_page(arrive: Arrive, call: Call):
    page = arrive(draft(call).applicant.user)
    for path in ("/", url(call, "person"), url(call, "all"), "/applications/", "/my-data/"):
        page.goto(path)
        link = page.get_by_role("contentinfo").get_by_role("link")
        assert str(link.get_attribute("href")).startswith("mailto:")


def test_application_is_filled_in_and_submitted_by_keyboard_alone(
    arrive: Arrive, call: Call, tmp_path: Path
):
    paper = tmp_path / "cv.pdf"
    paper.write_bytes(PDF)
    page = arrive(UserFactory(email="wanjiru@example.org"))
    # Somebody listens from the start: a browser that is only then told to hand over its choosers
    # may have opened one already.
    page.on("filechooser", lambda chooser: chooser.set_files(paper))
    page.goto(url(call, "all"))
    consent = call.program.consent_terms.get().field
    for _ in range(90):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        answer(page, here, consent)
        if here["name"] == "submit":
            break
    page.wait_for_url("**/received/")
    expect(page.get_by_role("heading", name="Your application has arrived")).to_be_visible()
    assert Application.objects.get().status == ApplicationStatus.SUBMITTED


def answer(page: Page, here: dict[str, Any], consent: str) -> None:
    """What somebody does at the field that has the focus."""
    name = here["name"]
    if name in TYPED or name in CHOSEN:
        page.keyboard.type(TYPED.get(name) or CHOSEN[name])
    elif name in ("truth", consent):
        page.keyboard.press("Space")
    elif name == "cv":
        # The next key must not come before the file is chosen: nobody's hands are that fast.
        with page.expect_event("filechooser"):
            page.keyboard.press("Enter")
    elif name == "submit":
        page.keyboard.press("Enter")
