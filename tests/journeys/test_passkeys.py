"""A passkey on the person's own device: added, told by mail, signed in with, named, removed."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from ivi_training.accounts.models import User
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.journeys import barriers
from tests.journeys.conftest import Arrive, told

pytestmark = pytest.mark.journey

PASSWORD = "a-long-and-new-one"  # noqa: S105 - a test's own
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def anna(transactional_db: None) -> User:
    user = UserFactory(email="anna@example.org")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def address(site: str) -> str:
    """Browsers tie a passkey to a name, never to a number."""
    return site.replace("127.0.0.1", "localhost")


def with_device(page: Page) -> Page:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def sign_in(page: Page) -> None:
    page.get_by_label("Email").fill("anna@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".account-nav, .menu-name").first).to_be_visible()


def say_who_it_is(page: Page) -> None:
    """The password again, where it is asked for."""
    asked = page.get_by_role("heading", name="Is it you?")
    expect(asked.or_(page.get_by_label("Name"))).to_be_visible()
    if asked.is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()


def add(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    say_who_it_is(page)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add the passkey").click()
    expect(told(page, "The passkey was added.")).to_be_visible()


def sign_out(page: Page) -> None:
    page.locator(".menu summary").click()
    page.locator(".menu-list").get_by_role("button", name="Sign out").click()


def test_a_passkey_is_added_and_opens_the_account(anna: User, arrive: Arrive, address: str):
    page = with_device(arrive())
    page.goto(f"{address}/account/login/?next=/account/2fa/webauthn/")
    sign_in(page)
    add(page, "my phone")
    expect(page.get_by_role("heading", name="Recovery Codes")).to_be_visible()
    mails = OutgoingEmail.objects.filter(recipient="anna@example.org")
    assert "account_passkey_added" in mails.values_list("kind", flat=True)
    sign_out(page)

    page.goto(f"{address}/account/login/?next=/account/2fa/webauthn/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("rowheader", name="my phone")).to_be_visible()
    assert Authenticator.objects.get(type="webauthn").last_used_at

    page.get_by_role("link", name="Rename my phone").click()
    say_who_it_is(page)
    page.get_by_label("Name").fill("<b>the blue phone</b>")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("rowheader", name="<b>the blue phone</b>")).to_be_visible()
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_the_password_alone_no_longer_does(anna: User, arrive: Arrive, address: str):
    page = with_device(arrive())
    page.goto(f"{address}/account/login/?next=/account/2fa/webauthn/")
    sign_in(page)
    add(page, "my phone")
    sign_out(page)
    page.goto(f"{address}/account/login/?next=/account/2fa/webauthn/")
    page.get_by_label("Email").fill("anna@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.goto(f"{address}/applications/")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".menu-name")).to_be_visible()


def test_a_browser_without_the_key_is_told_so(anna: User, arrive: Arrive, address: str):
    page = with_device(arrive(viewport=barriers.PHONE))
    page.goto(f"{address}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used")).to_be_visible(timeout=30_000)
    expect(page.get_by_label("Password")).to_be_visible()
