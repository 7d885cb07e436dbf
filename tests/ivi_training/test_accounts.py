import re

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from ivi_training.models import OutgoingEmail, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "a-long-and-new-one"  # noqa: S105 - a test's own


@pytest.fixture
def site(settings: Settings) -> None:
    settings.SITE_URL = "https://training.example"
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def confirmed(anna: User) -> User:
    EmailAddress.objects.create(user=anna, email=anna.email, verified=True, primary=True)
    anna.set_password(PASSWORD)
    anna.save()
    return anna


def sign_up(client: Client, email: str = "new@example.org", language: str = "en") -> None:
    response = client.post(
        reverse("account_signup"),
        {"email": email, "password1": PASSWORD, "password2": PASSWORD},
        headers={"accept-language": language, "host": "evil.example"},
    )
    assert response.status_code == 302


def test_confirmation_waits_in_the_outbox_and_its_link_works(client: Client) -> None:
    sign_up(client, "New@Example.org")
    email = OutgoingEmail.objects.get()
    user = User.objects.get(email="new@example.org")
    assert (email.recipient, email.recipient_user) == ("new@example.org", user)
    assert (email.status, email.is_urgent, email.is_secret) == ("queued", True, True)
    assert "evil" not in email.text + email.html
    [link] = set(re.findall(r"https://training\.example(/account/confirm-email/\S+)", email.text))
    client.post(link)
    assert EmailAddress.objects.get(user=user).verified


def test_language_of_the_page_is_kept_and_written_in(client: Client) -> None:
    sign_up(client, language="ko")
    assert User.objects.get().language == "ko"
    email = OutgoingEmail.objects.get()
    assert email.language == "ko"
    assert '<html lang="ko">' in email.html


def test_second_registration_is_told_to_the_owner_only(client: Client, confirmed: User) -> None:
    sign_up(client, confirmed.email)
    email = OutgoingEmail.objects.get()
    assert email.template == "account/email/account_already_exists"
    assert not email.is_secret
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "template", "is_secret"),
    [
        ("anna@example.org", "password_reset_key", True),
        ("no@example.org", "unknown_account", False),
    ],
)
def test_forgotten_password_answers_by_mail_either_way(
    client: Client, confirmed: User, address: str, template: str, *, is_secret: bool
) -> None:
    url = reverse("account_reset_password")
    response = client.post(url, {"email": address}, headers={"host": "evil.example"})
    assert response.status_code == 302
    email = OutgoingEmail.objects.get()
    assert (email.template, email.recipient) == (f"account/email/{template}", address)
    assert email.is_secret == is_secret
    assert "https://training.example/account/" in email.text
    assert "evil" not in email.text + email.html


def test_changed_password_is_told(client: Client, confirmed: User) -> None:
    client.force_login(confirmed)
    new = {
        "oldpassword": PASSWORD,
        "password1": "another-long-one",
        "password2": "another-long-one",
    }
    client.post(
        reverse("account_change_password"), new, headers={"user-agent": "Fox https://evil.example"}
    )
    email = OutgoingEmail.objects.get(template="account/email/password_changed")
    assert "Fox https: //evil. example" in email.text
    assert not email.is_secret


CONTEXT = {
    "key": "k",
    "activate_url": "/a/",
    "password_reset_url": "/b/",
    "signup_url": "/c/",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
    "ip": "192.0.2.1",
    "user_agent": "Fox",
}


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "prefix",
    [
        "account/email/account_already_exists",
        "account/email/email_changed",
        "account/email/email_confirm",
        "account/email/email_confirmation",
        "account/email/email_confirmation_signup",
        "account/email/email_deleted",
        "account/email/password_changed",
        "account/email/password_reset",
        "account/email/password_reset_key",
        "account/email/password_set",
        "account/email/unknown_account",
        "mfa/email/recovery_codes_generated",
        "mfa/email/totp_activated",
        "mfa/email/totp_deactivated",
    ],
)
def test_every_mail_about_an_account_is_ours(
    rf: RequestFactory, anna: User, prefix: str, language: str
) -> None:
    with translation.override(language), context.request_context(rf.get("/")):
        get_adapter().send_mail(prefix, anna.email, dict(CONTEXT))
    email = OutgoingEmail.objects.get()
    assert email.subject
    assert "example.com" not in email.text
    assert "https://training.example/" in email.text
    assert f'<html lang="{language}">' in email.html
    assert "\n\n\n" not in email.text


def test_mail_without_our_html_goes_out_as_text(rf: RequestFactory, anna: User) -> None:
    with context.request_context(rf.get("/")):
        get_adapter().send_mail("account/email/login_code", anna.email, {"code": "123-456"})
    email = OutgoingEmail.objects.get()
    assert "123-456" in email.text
    assert (email.html, email.is_secret) == ("", True)
