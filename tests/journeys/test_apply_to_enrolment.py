"""From a call read at home to a place in the course."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from courses.calls.models import Call
from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.forms import answered, form_for
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import quota
from tests.ivi_training.outbox.mail_server import MailServer
from tests.journeys.applying import (
    ADDRESS,
    CV,
    answer_questions,
    apply_for,
    come_back_and_review,
    fill_in,
    go_on,
    link_in,
    newest_mail,
    sign_up,
    submit,
)
from tests.journeys.conftest import Arrive, told
from trainees.applying.models import Application, Document

pytestmark = pytest.mark.journey

PROGRAM_IN_DISGUISE = FilePayload(
    name="cv.pdf", mimeType="application/pdf", buffer=b"\x7fELF\x02\x01\x01" + bytes(64)
)


@pytest.fixture
def call(transactional_db: None) -> Call:
    """An open call with places, and money for them."""
    cohort = CohortFactory()
    quota(cohort, 10)
    package_for(line_of(grant_for(cohort.program)), amount=2_000)
    call = open_call(cohort)
    form_for(call)
    return call


def test_call_is_read_in_two_languages_and_two_zones(call: Call, arrive: Arrive):
    page = arrive(locale="ko-KR")
    page.goto("/")
    page.get_by_role("link", name=call.title_ko).click()
    closes_at = page.locator("time").last
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator("h1")).to_have_text("참가자 모집")
    expect(closes_at).to_have_text(re.compile(r"\d{4}년 \d+월 \d+일 \d\d:\d\d KST"))
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Call for applications")
    expect(page.get_by_role("heading", name="Who may apply")).to_be_visible()
    expect(closes_at).to_have_text(re.compile(r"\d+ \w+ \d{4}, \d\d:\d\d KST"))
    in_nairobi = re.compile(r"\(.*\d\d:\d\d GMT\+3 where you are\)")
    expect(page.locator(".local-time").last).to_have_text(in_nairobi)


def test_from_a_call_to_enrolment(call: Call, arrive: Arrive, mail_server: MailServer):
    page = arrive()
    apply_for(page, call)
    sign_up(page, mail_server)
    fill_in(page)
    answer_questions(page)
    be_refused_a_disguised_file(page)
    go_on(page)
    come_back_and_review(page)
    reference = submit(page)
    receipt = newest_mail(mail_server)
    assert receipt["To"] == ADDRESS
    assert reference in receipt["Subject"]

    officer = arrive(user_with(Role.ADMISSIONS))
    screen(officer, reference)
    offer_a_place(officer)
    page.goto(link_in(newest_mail(mail_server)))
    accept(page)

    lead = arrive(user_with(Role.LEAD))
    lead.goto("/dashboard/")
    by_stream = lead.get_by_role("region", name="By stream").get_by_role("row", name="LMIC")
    applied, eligible, offered, enrolled, waiting, online = "1", "1", "1", "1", "0", "0"
    expect(by_stream.get_by_role("cell")).to_have_text(
        [applied, eligible, offered, enrolled, waiting, online]
    )


def test_applying_needs_no_scripts(call: Call, arrive: Arrive):
    page = arrive(UserFactory(), java_script_enabled=False)
    apply_for(page, call)
    fill_in(page)
    answer_questions(page)
    page.get_by_label("Curriculum vitae").set_input_files(CV)
    go_on(page)
    come_back_and_review(page)
    assert submit(page) == Application.objects.get(call=call).reference


def test_step_saves_itself_and_counts_words(call: Call, arrive: Arrive):
    application = answered(call)
    page = arrive(application.applicant.user)
    page.goto(f"/calls/{call.code}/apply/form-1/")
    expect(page.get_by_text("3 of 5 words")).to_be_visible()
    page.get_by_label("Plan").fill("Teach everybody")
    expect(page.get_by_text("2 of 5 words")).to_be_visible()
    expect(page.get_by_text(re.compile("Saved at .* KST"))).to_be_visible()
    assert application.answers.get(question__key="plan").value == "Teach everybody"
    page.get_by_label("Plan").fill("Teach everybody at once")
    go_on(page)
    expect(page.get_by_role("heading", name="Papers", exact=True)).to_be_visible()
    assert application.answers.get(question__key="plan").value == "Teach everybody at once"


def be_refused_a_disguised_file(page: Page) -> None:
    cv = page.get_by_label("Curriculum vitae")
    cv.set_input_files(PROGRAM_IN_DISGUISE)
    go_on(page)
    expect(page.get_by_role("alert").first).to_be_focused()
    beside = page.locator("#div_id_cv")
    expect(beside).to_contain_text("The content of this file is not a PDF")
    assert not Document.objects.exists()
    cv.set_input_files(CV)


def screen(page: Page, reference: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="To screen").click()
    row = page.get_by_role("row", name="Wanjirũ Kamau")
    for fact in (reference, "Kenya", "Every rule is met", "Submitted"):
        expect(row).to_contain_text(fact)
    page.get_by_role("checkbox", name="Wanjirũ Kamau").check()
    page.get_by_role("button", name="Find those ticked eligible").click()
    expect(told(page, "1 application screened.")).to_be_visible()
    page.get_by_role("link", name="Board", exact=True).click()
    row = page.get_by_role("row", name="Wanjirũ Kamau")
    for fact in (reference, "LMIC", "Kenya", "Lower-middle income", "Eligible"):
        expect(row).to_contain_text(fact)


def offer_a_place(page: Page) -> None:
    page.get_by_role("link", name="Show all").click()
    page.get_by_role("checkbox", name="Wanjirũ Kamau").check()
    page.get_by_text("Decision", exact=True).click()
    page.get_by_label("Decision").select_option("selected")
    page.get_by_label("Reason*", exact=True).select_option("merit")
    page.get_by_role("button", name="Stage for those ticked").click()
    page.get_by_role("link", name="Preview 1 staged decision").click()
    quotas = page.get_by_role("region", name="Quotas").get_by_role("row", name="Total")
    expect(quotas.get_by_role("cell")).to_have_text(["10", "0", "+1", "1", "fits"])
    money = page.get_by_role("region", name="Budget").get_by_role("row", name="Airfare")
    expect(money.get_by_role("cell")).to_have_text(
        ["KRW 500,000", "KRW 2,000", "KRW 498,000", "fits"]
    )
    page.get_by_role("button", name="Publish").click()
    expect(told(page, "Published: 1 offer made.")).to_be_visible()


def accept(page: Page) -> None:
    page.get_by_role("link", name="Accept").click()
    page.get_by_role("button", name="Accept the offer").click()
    expect(told(page, "You have accepted.")).to_be_visible()
