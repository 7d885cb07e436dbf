"""What somebody does who applies: signs up, fills in the steps, comes back, submits."""

import re
from email.message import EmailMessage

from playwright.sync_api import FilePayload, Page, expect

from courses.calls.models import Call
from ivi_training.outbox.delivery import deliver_due
from tests.factories.files import PDF
from tests.ivi_training.outbox.mail_server import MailServer
from tests.journeys.conftest import told

ADDRESS = "wanjiru@example.org"
PASSWORD = "a long walk to Seoul"  # noqa: S105 - opens nothing
STATEMENT = "I will train my colleagues in Nairobi."
CV = FilePayload(name="cv.pdf", mimeType="application/pdf", buffer=PDF)


def apply_for(page: Page, call: Call) -> None:
    page.goto("/")
    page.get_by_role("link", name=call.title_en).click()
    page.get_by_role("link", name="Apply", exact=True).click()


def sign_up(page: Page, mail_server: MailServer, address: str = ADDRESS) -> None:
    """With an address of its own in each journey: an address is written to once in a while."""
    page.get_by_role("main").get_by_role("link", name="Create an account").click()
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password*", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page).to_have_url(re.compile("/confirm-email/$"))
    page.goto(link_in(newest_mail(mail_server)))
    page.get_by_role("button", name="Yes, confirm this address").click()
    expect(page.get_by_text("Your application")).to_be_visible()


def newest_mail(mail_server: MailServer) -> EmailMessage:
    """The one mail that was waiting, as its receiver reads it."""
    before = len(mail_server.accepted)
    deliver_due()
    (message,) = mail_server.accepted[before:]
    return message


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(message: EmailMessage) -> str:
    (link,) = re.findall(r"http://127\S+", text_of(message))[:1]
    return str(link)


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


def come_back_and_review(page: Page) -> None:
    """Later, from the list: everything is as it was left."""
    expect(told(page, "Your draft is saved.")).to_be_visible()  # papers take a moment to arrive
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
