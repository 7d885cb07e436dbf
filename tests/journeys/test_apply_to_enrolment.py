"""From a call read at home to a place in the course."""

import re
from email.message import EmailMessage

import pytest
from playwright.sync_api import FilePayload, Page, expect

from courses.models import Call
from ivi_training.delivery import deliver_due
from ivi_training.permissions import Role
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.files import PDF
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import quota
from tests.ivi_training.mail_server import MailServer
from tests.journeys.conftest import Arrive, told
from trainees.models import Application, Document

pytestmark = pytest.mark.journey

ADDRESS = "wanjiru@example.org"
PASSWORD = "a long walk to Seoul"  # noqa: S105 - opens nothing
STATEMENT = "I will train my colleagues in Nairobi."
CV = FilePayload(name="cv.pdf", mimeType="application/pdf", buffer=PDF)
PROGRAM_IN_DISGUISE = FilePayload(
    name="cv.pdf", mimeType="application/pdf", buffer=b"\x7fELF\x02\x01\x01" + bytes(64)
)


@pytest.fixture
def call(transactional_db: None) -> Call:
    """An open call with places, and money for them."""
    cohort = CohortFactory()
    quota(cohort, 10)
    package_for(line_of(grant_for(cohort.program)), amount=2_000)
    return open_call(cohort)


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
    be_refused_a_disguised_file(page)
    save_a_draft_and_come_back(page)
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
    applied, eligible, offered, enrolled, waiting = "1", "1", "1", "1", "0"
    expect(by_stream.get_by_role("cell")).to_have_text(
        [applied, eligible, offered, enrolled, waiting]
    )


def test_applying_needs_no_scripts(call: Call, arrive: Arrive):
    page = arrive(UserFactory(), java_script_enabled=False)
    apply_for(page, call)
    fill_in(page)
    page.get_by_label("Curriculum vitae").set_input_files(CV)
    save_a_draft_and_come_back(page)
    assert submit(page) == Application.objects.get(call=call).reference


def apply_for(page: Page, call: Call) -> None:
    page.goto("/")
    page.get_by_role("link", name=call.title_en).click()
    page.get_by_role("link", name="Apply").click()


def sign_up(page: Page, mail_server: MailServer) -> None:
    page.get_by_role("main").get_by_role("link", name="Create an account").click()
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password*", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.goto(link_in(newest_mail(mail_server)))
    page.get_by_role("button", name="Yes, confirm this address").click()
    expect(page.get_by_role("heading", name="Your application")).to_be_visible()


def newest_mail(mail_server: MailServer) -> EmailMessage:
    """The one mail that was waiting, as its receiver reads it."""
    before = len(mail_server.accepted)
    deliver_due()
    (message,) = mail_server.accepted[before:]
    return message


def link_in(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"http://127\S+", body.get_content())[:1]
    return link


def fill_in(page: Page) -> None:
    for label, text in {
        "Given names": "Wanjirũ",
        "Family name": "Kamau",
        "Date of birth": "1990-05-17",
        "Employer": "KEMRI",
        "Position": "Engineer",
        "Years of experience": "4",
        "Field of study": "Biology",
        "Statement of purpose": STATEMENT,
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    for label, choice in {
        "Gender": "Female",
        "Nationality": "Kenya",
        "Country or territory of residence": "Kenya",
        "Country or territory of the employer": "Kenya",
        "Kind of organisation": "Company",
        "Highest degree": "Master's degree",
        "English": "Advanced",
    }.items():
        page.get_by_label(label, exact=True).select_option(label=choice)


def be_refused_a_disguised_file(page: Page) -> None:
    fill_in(page)
    cv = page.get_by_label("Curriculum vitae")
    cv.set_input_files(PROGRAM_IN_DISGUISE)
    page.get_by_role("button", name="Save and review").click()
    beside = page.locator("#div_id_cv")
    expect(beside).to_contain_text("The content of this file is not a PDF")
    expect(page.get_by_label("Statement of purpose")).to_have_value(STATEMENT)
    expect(page.get_by_label("Given names")).to_have_value("Wanjirũ")
    assert not Document.objects.exists()
    cv.set_input_files(CV)


def save_a_draft_and_come_back(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()
    expect(told(page, "Your draft is saved.")).to_be_visible()
    page.goto("/")
    page.get_by_role("link", name="My applications").click()
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_label("Statement of purpose")).to_have_value(STATEMENT)
    expect(page.get_by_role("link", name="cv.pdf")).to_be_visible()
    page.get_by_role("button", name="Save and review").click()


def submit(page: Page) -> str:
    page.get_by_role("button", name="Submit the application").click()
    expect(page.get_by_text("Without your agreement nobody may read")).to_be_visible()
    page.get_by_label("I agree that my data").check()
    page.get_by_label("What I have written is true").check()
    page.get_by_role("button", name="Submit the application").click()
    expect(told(page, "Your application is submitted.")).to_be_visible()
    return page.locator(".reference").first.inner_text()


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
