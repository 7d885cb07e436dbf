"""A link that opens an account, or signs for somebody, is read by its recipient and nobody else."""

import re
from email.message import EmailMessage

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ivi_training.accounts.models import User
from ivi_training.encryption import keys
from ivi_training.encryption.errors import CannotOpen
from ivi_training.guards.permissions import Role
from ivi_training.outbox import account_mails, delivery, kinds
from ivi_training.outbox.account_mails import FactorAdapter
from ivi_training.outbox.actions import emails
from ivi_training.outbox.mail import content
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.endorsements import asking_call, endorsement
from tests.factories.mails import html_of, text_of
from tests.factories.trainees import draft
from tests.ivi_training.outbox.mail_server import MailServer

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-and-new-one"  # noqa: S105 - a test's own
LINK = re.compile(r"/(?:account/(?:confirm-email|password/reset/key)|endorse)/[^\s\"<]+")


def everything_stored() -> str:
    """All rows of all tables, as somebody who reads a dump of the database sees them."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {quoted} t")  # noqa: S608
            found.append(cursor.fetchone()[0])
    return "\n".join(found)


@pytest.fixture
def secret_mails(client: Client) -> list[OutgoingEmail]:
    """One of each that holds a link that opens something."""
    typed = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), typed)
    known = UserFactory(email="known@example.org")
    known.emailaddress_set.create(email=known.email, verified=True, primary=True)
    Client().post(reverse("account_reset_password"), {"email": known.email})
    endorsement(draft(asking_call()))
    return list(OutgoingEmail.objects.filter(is_secret=True))


def test_links_are_in_the_mail_and_nowhere_in_the_database(secret_mails: list[OutgoingEmail]):
    links = {link for email in secret_mails for link in LINK.findall(text_of(email))}
    assert {link.split("/")[1] for link in links} == {"account", "endorse"}
    assert len(links) >= 3
    stored = everything_stored()
    for link in links:
        secret = link.rstrip("/").rpartition("/")[2]
        assert len(secret) > 8
        assert secret not in stored
    for email in secret_mails:
        assert email.html == ""
        assert "only its recipient can read it" in email.text
        assert LINK.search(html_of(email))


def test_no_role_finds_a_link_in_the_outbox(secret_mails: list[OutgoingEmail]):
    links = {link for email in secret_mails for link in LINK.findall(text_of(email))}
    for role in Role:
        client = as_user(user_with(role))
        pages = [reverse("admin:ivi_training_outgoingemail_changelist")]
        pages += [
            reverse(f"admin:ivi_training_outgoingemail_{page}", args=[email.pk])
            for email in secret_mails
            for page in ("change", "history")
        ]
        for page in pages:
            shown = client.get(page).content.decode()
            assert not any(link in shown for link in links), (role, page)


def test_every_kind_whose_text_can_open_something_is_secret():
    """The samples say which values are addresses with a token."""
    opening = {
        kind.code
        for kind in kinds.registered()
        if any("token" in str(sample) for sample in kind.samples.values())
    }
    assert opening
    assert {kind.code for kind in kinds.registered() if kind.is_secret} >= opening


def test_sender_sends_the_link_and_nothing_of_it_is_left(
    secret_mails: list[OutgoingEmail], mail_server: MailServer
):
    links = [LINK.search(text_of(email))[0] for email in secret_mails]  # type: ignore[index]
    delivery.deliver_due()
    for email, link in zip(secret_mails, links, strict=True):
        email.refresh_from_db()
        assert email.status == EmailStatus.SENT
        assert bytes(email.sealed) == b""
        (letter,) = [one for one in mail_server.accepted if one["Message-ID"] == email.message_id]
        assert all(link in body for body in bodies(letter))


def bodies(letter: EmailMessage) -> list[str]:
    return [str(part.get_content()) for part in letter.walk() if not part.is_multipart()]


def test_one_that_could_not_be_sent_stays_sealed_and_can_be_sent_again(
    secret_mails: list[OutgoingEmail], mail_server: MailServer
):
    email = secret_mails[0]
    link = LINK.search(text_of(email))[0]  # type: ignore[index]
    OutgoingEmail.objects.filter(pk=email.pk).update(status="sending", attempts=1)
    OutgoingEmail.objects.filter(pk=email.pk).update(status="failed")
    assert link not in everything_stored()
    emails.resend(OutgoingEmail.objects.get(pk=email.pk), by=user_with(Role.ADMINISTRATOR))
    delivery.deliver_due()
    assert any(link in body for letter in mail_server.accepted for body in bodies(letter))


def test_an_altered_or_swapped_text_is_not_sent(
    secret_mails: list[OutgoingEmail], mail_server: MailServer
):
    first, second = secret_mails[:2]
    OutgoingEmail.objects.filter(pk=first.pk).update(sealed=second.sealed)
    first.refresh_from_db()
    with pytest.raises(CannotOpen):
        content(first)
    delivery.deliver_due()
    first.refresh_from_db()
    assert first.status == EmailStatus.FAILED
    assert len(mail_server.accepted) == len(secret_mails) - 1


def test_second_factors_are_sealed(user: User):
    sealed = FactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert FactorAdapter().decrypt(sealed) == "JBSWY3DPEHPK3PXP"


@pytest.fixture
def user() -> User:
    return UserFactory()


def test_everything_moves_to_the_newest_key(
    secret_mails: list[OutgoingEmail], user: User, settings: Settings
):
    sealed = FactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=user, type="totp", data={"secret": sealed})
    before = {email.pk: text_of(email) for email in secret_mails}
    settings.ENCRYPTION_KEYS = [keys.new("2026-12"), *settings.ENCRYPTION_KEYS]
    call_command("reseal")
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]
    fresh = OutgoingEmail.objects.filter(is_secret=True)
    assert {email.pk: text_of(email) for email in fresh} == before
    factor = Authenticator.objects.get(user=user)
    assert account_mails.FactorAdapter().decrypt(factor.data["secret"]) == "JBSWY3DPEHPK3PXP"
    call_command("reseal")
