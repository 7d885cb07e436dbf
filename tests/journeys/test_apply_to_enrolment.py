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
from tests.factories.forms import answered, form_for
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
    expect(page.get_by_text("Your application")).to_be_visible()


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


# What is typed and what is chosen, step by step; the questions of the call's form come last.
STEPS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "About you": (
        {"Given names": "Wanjirũ", "Family name": "Kamau", "Date of birth": "1990-05-17"},
        {
            "Gender": "Female",
            "Nationality": "Kenya",
            "Country or territory of residence": "Kenya",
        },
    ),
    "Your work": (
        {"Employer": "KEMRI", "Position": "Engineer", "Years of experience": "4"},
        {
            "Country or territory of the employer": "Kenya",
            "Kind of organisation": "Company",
        },
    ),
    "Education and language": (
        {"Field of study": "Biology"},
        {"Highest degree": "Master's degree", "English": "Advanced"},
    ),
    "Your statement": ({"Statement of purpose": STATEMENT}, {}),
}


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()


def fill_in(page: Page) -> None:
    """Every step up to the call's own questions."""
    expect(page.get_by_role("heading", name="The course")).to_be_visible()
    go_on(page)
    agree(page)
    for title, (texts, choices) in STEPS.items():
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        for label, text in texts.items():
            page.get_by_label(label, exact=True).fill(text)
        for label, choice in choices.items():
            page.get_by_label(label, exact=True).select_option(label=choice)
        go_on(page)


def agree(page: Page) -> None:
    expect(page.get_by_role("heading", name="Consents", exact=True)).to_be_visible()
    expect(page.get_by_label("I agree")).not_to_be_checked()
    page.get_by_label("I agree").check()
    go_on(page)


def answer_questions(page: Page) -> None:
    """With scripts a question appears at once; without, when the step is saved."""
    expect(page.get_by_role("heading", name="Your role", exact=True)).to_be_visible()
    page.get_by_label("Something else").check()
    page.get_by_label("Plan").fill("Teach my colleagues")
    if not page.get_by_label("Role other").is_visible():
        go_on(page)
        expect(told(page, "Your answer brings up a further question")).to_be_visible()
    page.get_by_label("Role other").fill("Trainer")
    go_on(page)
    expect(page.get_by_role("heading", name="Papers", exact=True)).to_be_visible()


def be_refused_a_disguised_file(page: Page) -> None:
    cv = page.get_by_label("Curriculum vitae")
    cv.set_input_files(PROGRAM_IN_DISGUISE)
    go_on(page)
    expect(page.get_by_role("alert").first).to_be_focused()
    beside = page.locator("#div_id_cv")
    expect(beside).to_contain_text("The content of this file is not a PDF")
    assert not Document.objects.exists()
    cv.set_input_files(CV)


def come_back_and_review(page: Page) -> None:
    """Later, from the list: everything is as it was left."""
    page.goto("/")
    page.get_by_role("link", name="My applications").click()
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_text(STATEMENT)).to_be_visible()
    page.get_by_role("link", name="Change").click()
    page.get_by_role("navigation", name="Steps of the form").get_by_role(
        "link", name="Your statement"
    ).click()
    expect(page.get_by_label("Statement of purpose")).to_have_value(STATEMENT)
    page.get_by_role("button", name="Save and review").click()
    expect(page.get_by_role("link", name="cv.pdf")).to_be_visible()


def submit(page: Page) -> str:
    page.get_by_role("button", name="Submit the application").click()
    expect(page.get_by_text("Please confirm that what you have written")).to_be_visible()
    page.get_by_label("What I have written is true").check()
    page.get_by_role("button", name="Submit the application").click()
    expect(told(page, "It is complete and submitted.")).to_be_visible()
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
