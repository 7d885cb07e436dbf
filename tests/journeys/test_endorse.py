"""Somebody without an account signs for an applicant: from being named to the office reading it."""

import re

import pytest
from playwright.sync_api import Page, expect

from courses.calls.models import Call
from ivi_training.guards.permissions import Role
from ivi_training.outbox.delivery import deliver_due
from tests.factories.accounts import user_with
from tests.factories.courses import open_call
from tests.factories.endorsements import endorsement_rule
from tests.factories.trainees import draft
from tests.ivi_training.outbox.mail_server import MailServer
from tests.journeys import barriers
from tests.journeys.conftest import Arrive, told
from trainees.applying.models import Application, Endorsement

pytestmark = pytest.mark.journey

PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "ko-KR"}


@pytest.fixture
def call(transactional_db: None) -> Call:
    call = open_call()
    endorsement_rule(call, is_awaited=True)
    return call


def test_endorser_signs_by_a_link(call: Call, arrive: Arrive, mail_server: MailServer):
    application = draft(call)
    page = arrive(application.applicant.user)
    name_the_director(page, application)
    sign_on_a_phone(arrive(**PHONE), link_of_the_mail(mail_server, "minh@nanogen.example"))
    submit(page, application)
    read_in_the_office(arrive(user_with(Role.ADMISSIONS)), application)


def name_the_director(page: Page, application: Application) -> None:
    page.goto(f"/applications/{application.pk}/")
    page.get_by_role("link", name="Endorsement by the employer: name the person").click()
    expect(page.locator("h1")).to_have_text("Endorsement")
    page.get_by_role("link", name="Name the person").click()
    page.get_by_label("Name").first.fill("Nguyen Van Minh")
    page.get_by_label("Position").fill("Director")
    page.get_by_label("E-mail address").fill(application.applicant.user.email.upper())
    page.get_by_label("Language of the mail").select_option("ko")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("This is your own e-mail address")).to_be_visible()
    page.go_back()
    page.get_by_label("E-mail address").fill("minh@nanogen.example")
    page.get_by_role("button", name="Send the request").click()
    expect(told(page, "We have written to Nguyen Van Minh.")).to_be_visible()
    page.get_by_role("link", name="Review").click()
    expect(page.get_by_role("link", name="not signed yet")).to_be_visible()


def sign_on_a_phone(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile(r"/endorse/$"))
    expect(page.get_by_text("소속기관은 이 지원을 지지합니다.")).to_be_visible()
    assert barriers.wider_than_the_screen(page) == []
    page.locator("main form .btn-primary").click()
    expect(page.locator("main [role=alert]")).to_be_focused()
    page.locator("input[value=yes]").check()
    page.locator("textarea").fill("Our best engineer.")
    page.locator("input[name=name]").fill("Nguyen Van Minh")
    page.locator("main form .btn-primary").click()
    expect(page.get_by_text("Nguyen Van Minh")).to_be_visible()
    page.goto(link)
    page.locator("main form button").click()
    expect(page.locator("main form")).to_have_count(0)
    assert Endorsement.objects.get().status == "signed"


def submit(page: Page, application: Application) -> None:
    page.goto(f"/applications/{application.pk}/")
    expect(page.get_by_text("Our best engineer.")).to_have_count(0)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Submit the application").click()
    expect(told(page, "submitted")).to_be_visible()


def read_in_the_office(page: Page, application: Application) -> None:
    page.goto(f"/admin/trainees/application/{application.pk}/screen/")
    expect(page.get_by_text("Our best engineer.")).to_be_visible()
    expect(page.get_by_text("Working time is released")).to_be_visible()


def link_of_the_mail(mail_server: MailServer, address: str) -> str:
    deliver_due()
    (mail,) = [message for message in mail_server.accepted if message["To"] == address]
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"http\S+/endorse/\d+/[\w-]+/", body.get_content())
    assert found is not None
    return found[0]
