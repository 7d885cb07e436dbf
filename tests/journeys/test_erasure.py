"""Somebody whose application has ended asks to be erased, and an officer does it."""

import pytest
from playwright.sync_api import Page, expect

from ivi_training.accounts.models import Erasure
from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory
from tests.factories.trainees import submitted
from tests.journeys import barriers
from tests.journeys.conftest import Arrive, told
from trainees.people.models import Applicant
from trainees.portal.actions import withdrawals

pytestmark = pytest.mark.journey
PASSWORD = "bio-intensive-2022"  # noqa: S105 - public: it stands in the README


@pytest.fixture
def applicant(transactional_db: None) -> Applicant:
    application = submitted(employer_name="Kenya Biovax")
    user = application.applicant.user
    withdrawals.withdraw(application, by=user)
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return application.applicant


def clear(page: Page) -> None:
    assert barriers.found_by_axe(page, only_grave=False) == []
    assert barriers.wider_than_the_screen(page) == []


def test_erasure_is_asked_for_on_a_phone_and_decided(applicant: Applicant, arrive: Arrive):
    phone = {"width": 360, "height": 740}
    page = arrive(applicant.user, asked_again=False, viewport=phone)
    barriers.bring_axe(page.context)
    page.goto("/my-data/")
    page.get_by_role("link", name="What erasure means, and how to ask for it").click()
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", name="What stays, and why")).to_be_visible()
    clear(page)
    page.get_by_label("I have read what is erased").check()
    page.get_by_role("button", name="Ask for erasure").click()
    expect(told(page, "We have your request.")).to_be_visible()
    clear(page)
    decide(arrive)
    applicant.refresh_from_db()
    assert applicant.given_names == "[erased]"
    page.goto("/my-data/")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def decide(arrive: Arrive) -> None:
    office = arrive(UserFactory(roles=[Role.PRIVACY]), viewport={"width": 1280, "height": 800})
    barriers.bring_axe(office.context)
    office.goto("/admin/")
    office.get_by_role("link", name="Requests for erasure").first.click()
    expect(office.get_by_text("10 days left")).to_be_visible()
    office.get_by_role("link", name="Decide", exact=True).click()
    expect(office.get_by_label("Erase everything now")).to_be_visible()
    clear(office)
    office.get_by_label("Erase everything now").check()
    office.get_by_role("button", name="Decide", exact=True).click()
    expect(office.get_by_text("The request is decided and the person is told.")).to_be_visible()
    assert Erasure.objects.get().status == "agreed"
