import re
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from ivi_training.accounts.models import User
from ivi_training.outbox.account_mails import KINDS
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.mails import html_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

PASSWORD = "a-long-and-new-one"  # noqa: S105 - a test's own
CONFIRMATION = "account_email_to_confirm"


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


def link_of(email: OutgoingEmail) -> str:
    written = text_of(email)
    [link] = set(re.findall(r"https://training\.example(/account/confirm-email/\S+)", written))
    return str(link)


def test_confirmation_waits_in_the_outbox_and_its_link_works(client: Client) -> None:
    sign_up(client, "New@Example.org")
    email = OutgoingEmail.objects.get()
    user = User.objects.get(email="new@example.org")
    assert (email.recipient, email.recipient_user) == ("new@example.org", user)
    assert (email.status, email.is_urgent, email.is_secret) == ("queued", True, True)
    assert "evil" not in text_of(email) + html_of(email)
    link = link_of(email)
    client.post(link)
    assert EmailAddress.objects.get(user=user).verified


def test_language_of_the_page_is_kept_and_written_in(client: Client) -> None:
    sign_up(client, language="ko")
    assert User.objects.get().language == "ko"
    email = OutgoingEmail.objects.get()
    assert email.language == "ko"
    assert '<html lang="ko">' in html_of(email)


def test_second_registration_is_told_to_the_owner_only(client: Client, confirmed: User) -> None:
    sign_up(client, confirmed.email)
    email = OutgoingEmail.objects.get()
    assert email.kind == "account_already_exists"
    assert not email.is_secret
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "kind", "is_secret"),
    [
        ("anna@example.org", "account_password_link", True),
        ("no@example.org", "account_unknown", False),
    ],
)
def test_forgotten_password_answers_by_mail_either_way(
    client: Client, confirmed: User, address: str, kind: str, *, is_secret: bool
) -> None:
    url = reverse("account_reset_password")
    response = client.post(url, {"email": address}, headers={"host": "evil.example"})
    assert response.status_code == 302
    email = OutgoingEmail.objects.get()
    assert (email.kind, email.recipient) == (kind, address)
    assert email.is_secret == is_secret
    assert "https://training.example/account/" in text_of(email)
    assert "evil" not in text_of(email) + html_of(email)


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
    email = OutgoingEmail.objects.get(kind="account_password_changed")
    assert "Fox https: //evil. example" in text_of(email)
    assert not email.is_secret


@pytest.fixture
def signed_in(client: Client, confirmed: User) -> Client:
    """Signed in by the form, as people are."""
    client.post(reverse("account_login"), {"login": confirmed.email, "password": PASSWORD})
    return client


def ask_to_change(client: Client, address: str) -> HttpResponse:
    return client.post(reverse("account_email"), {"email": address, "action_add": ""})


def confirm_oneself(client: Client, password: str = PASSWORD) -> HttpResponse:
    """Answer the question that comes before what changes how the account is opened."""
    url = reverse("account_reauthenticate")
    return client.post(url, {"password": password, "next": reverse("account_email")})


def test_new_address_counts_once_it_is_confirmed(signed_in: Client, confirmed: User) -> None:
    OutgoingEmail.objects.all().delete()
    asked = ask_to_change(signed_in, "New@example.org")
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not OutgoingEmail.objects.exists()
    assert confirm_oneself(signed_in).status_code == 302
    confirmed.refresh_from_db()
    assert confirmed.email == "anna@example.org"
    page = signed_in.get(reverse("account_email")).content.decode()
    assert "Waiting to be confirmed" in page
    assert "new@example.org" in page
    email = OutgoingEmail.objects.get()
    assert email.recipient == "new@example.org"
    link = link_of(email)
    Client().post(link)
    confirmed.refresh_from_db()
    assert confirmed.email == "new@example.org"
    assert [a.email for a in EmailAddress.objects.all()] == ["new@example.org"]
    told = OutgoingEmail.objects.get(kind="account_email_changed")
    assert told.recipient == "anna@example.org"
    assert "was changed from anna@example.org" in told.text


def test_nothing_changes_without_the_password(signed_in: Client) -> None:
    OutgoingEmail.objects.all().delete()
    ask_to_change(signed_in, "new@example.org")
    assert confirm_oneself(signed_in, "wrong").status_code == 200
    assert not EmailAddress.objects.filter(email="new@example.org").exists()
    assert not OutgoingEmail.objects.exists()


def test_what_was_typed_is_kept_when_it_is_no_address(signed_in: Client) -> None:
    page = ask_to_change(signed_in, "anna(at)new")
    assert 'value="anna(at)new"' in page.content.decode()


def test_address_of_somebody_else_is_not_told_to_be_taken(signed_in: Client) -> None:
    other = UserFactory(email="other@example.org")
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)
    OutgoingEmail.objects.all().delete()
    confirm_oneself(signed_in)
    free = ask_to_change(signed_in, "free@example.org")
    taken = ask_to_change(signed_in, other.email)
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    page = signed_in.get(reverse("account_email")).content.decode()
    assert other.email in page
    told = {e.recipient: e.kind for e in OutgoingEmail.objects.all()}
    assert told == dict.fromkeys([other.email, "free@example.org"], CONFIRMATION)
    email = OutgoingEmail.objects.get(recipient=other.email)
    link = link_of(email)
    Client().post(link)
    other.refresh_from_db()
    owners = EmailAddress.objects.filter(email=other.email, verified=True)
    assert [owner.user for owner in owners] == [other]


def test_everywhere_else_is_signed_out(signed_in: Client, confirmed: User) -> None:
    other = Client(headers={"user-agent": "<b>Fox</b>"})
    other.post(reverse("account_login"), {"login": confirmed.email, "password": PASSWORD})
    assert other.get(reverse("trainees:application_list")).status_code == 200
    page = signed_in.get(reverse("usersessions_list")).content.decode()
    assert "&lt;b&gt;Fox" in page
    signed_in.post(reverse("usersessions_list"))
    assert other.get(reverse("trainees:application_list")).status_code == 302
    assert signed_in.get(reverse("trainees:application_list")).status_code == 200
    assert UserSession.objects.count() == 1


def test_sessions_of_others_are_not_shown(signed_in: Client) -> None:
    stranger = UserFactory()
    UserSession.objects.create(user=stranger, ip="192.0.2.9", session_key="k", user_agent="Owl")
    assert "Owl" not in signed_in.get(reverse("usersessions_list")).content.decode()


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_passkeys_of_others_are_not_there(signed_in: Client, name: str) -> None:
    stranger = UserFactory()
    key = Authenticator.objects.create(user=stranger, type="webauthn", data={"name": "k"})
    url = reverse(name, args=[key.pk])
    assert signed_in.get(url).url.startswith(reverse("account_reauthenticate"))
    confirm_oneself(signed_in)
    assert signed_in.get(url).status_code == 404


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
        "mfa/email/webauthn_added",
        "mfa/email/webauthn_removed",
    ],
)
def test_every_mail_about_an_account_is_ours(
    rf: RequestFactory, anna: User, prefix: str, language: str
) -> None:
    with translation.override(language), context.request_context(rf.get("/")):
        get_adapter().send_mail(prefix, anna.email, dict(CONTEXT))
    email = OutgoingEmail.objects.get()
    assert email.subject
    assert "example.com" not in text_of(email)
    assert "https://training.example/" in text_of(email)
    assert f'<html lang="{language}">' in html_of(email)
    assert "\n\n\n" not in text_of(email)
    assert email.kind == KINDS[prefix].code


def test_templates_and_kinds_of_mails_about_accounts_are_the_same_ones() -> None:
    root = Path(configured.BASE_DIR) / "templates"
    files = [*root.glob("account/email/*_subject.txt"), *root.glob("mfa/email/*_subject.txt")]
    found = {str(path.relative_to(root)).removesuffix("_subject.txt") for path in files}
    assert found == set(KINDS)


def test_mail_without_our_html_goes_out_as_text(rf: RequestFactory, anna: User) -> None:
    with context.request_context(rf.get("/")):
        get_adapter().send_mail("account/email/login_code", anna.email, {"code": "123-456"})
    email = OutgoingEmail.objects.get()
    assert "123-456" in text_of(email)
    assert (html_of(email), email.is_secret) == ("", True)
    assert email.kind == "account_other"
