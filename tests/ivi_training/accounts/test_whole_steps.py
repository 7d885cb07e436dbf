"""Registering: whole or not at all, however it breaks, however often it is pressed, on a campus."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern, URLResolver
from pytest_django import Settings

from ivi_training.accounts import known_browsers, urls
from ivi_training.accounts.models import User
from ivi_training.outbox import account_mails
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.mails import text_of

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-and-new-one"  # noqa: S105 - a test's own
CAMPUS = 200


def register(client: Client, email: str = "new@example.org") -> Any:
    typed = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse("account_signup"), typed)


def link_in_mail() -> str:
    (found,) = set(re.findall(r"/account/confirm-email/\S+", text_of(OutgoingEmail.objects.get())))
    return str(found)


def test_a_registration_that_breaks_leaves_nothing(client: Client, monkeypatch: pytest.MonkeyPatch):
    def killed(*_args: object) -> None:
        raise OperationalError

    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(account_mails, "queue_rendered", killed)
        assert register(client).status_code == 500
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert register(client).status_code == 302
    assert EmailAddress.objects.get().user == User.objects.get()
    assert "/account/confirm-email/" in link_in_mail()


def patterns(found: Any) -> list[URLPattern]:
    return [
        one
        for pattern in found
        for one in (
            patterns(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]
        )
    ]


def test_every_step_of_an_account_is_whole():
    """But those that take up a step which has transactions of its own."""
    known = {str(pattern.name): pattern.callback for pattern in patterns(urls.urlpatterns)}
    assert len(known) > 25
    code = urls.whole(urls.whole).__code__
    assert {name for name, view in known.items() if view.__code__ is not code} == {
        "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    }  # fmt: skip


def test_confirming_twice_leads_on(client: Client):
    register(client)
    link = link_in_mail()
    assert client.post(link).status_code == 302
    for again in (client.post(link), client.get(link)):
        assert (again.status_code, again.url) == (302, reverse("trainees:workplace"))
    assert (
        "This address is confirmed."
        in client.get(reverse("trainees:workplace"), follow=True).content.decode()
    )
    other = Client()
    assert other.post(link, follow=True).status_code == 200


@pytest.mark.parametrize("key", ["x", "Mg:1x:abc", "a%00b"])
def test_wrong_link_says_what_to_do(client: Client, key: str):
    for answer in (client.get, client.post):
        page = answer(f"/account/confirm-email/{key}/")
        assert page.status_code in (200, 400)


def test_a_campus_registers_from_one_address(client: Client):
    for number in range(CAMPUS):
        assert register(Client(), f"student{number}@example.org").status_code == 302
    assert User.objects.count() == CAMPUS


def test_one_browser_and_one_mailbox_are_limited(settings: Settings):
    settings.ACCOUNT_RATE_LIMITS = {
        **settings.ACCOUNT_RATE_LIMITS, "signup_browser": "3/h/key", "signup_address": "2/h/key",
    }  # fmt: skip
    client = Client()
    client.get(reverse("account_signup"))
    answers = [register(client, f"one{number}@example.org").status_code for number in range(5)]
    assert answers == [302, 302, 302, 200, 200]
    answers = [register(Client(), "same@example.org").status_code for _number in range(3)]
    assert answers == [302, 302, 200]


def sign_in(client: Client, password: str, address: str) -> Any:
    typed = {"login": "anna@example.org", "password": password}
    return client.post(reverse("account_login"), typed, REMOTE_ADDR=address)


@pytest.fixture
def anna() -> User:
    user = User.objects.create_user("anna@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    cache.clear()
    return user


def test_strangers_cannot_lock_the_owner_out(anna: User):
    own = Client()
    assert sign_in(own, PASSWORD, "192.0.2.1").status_code == 302
    own.post(reverse("account_logout"))
    for number in range(20):
        sign_in(Client(), f"wrong-{number}", f"198.51.100.{number}")
    assert "Too many failed" in sign_in(Client(), PASSWORD, "203.0.113.9").content.decode()
    assert sign_in(own, PASSWORD, "192.0.2.1").status_code == 302


def test_a_known_browser_is_limited_too(anna: User):
    own = Client()
    sign_in(own, PASSWORD, "192.0.2.1")
    own.post(reverse("account_logout"))
    for number in range(6):
        refused = sign_in(own, f"wrong-{number}", f"192.0.2.{number + 2}")
    assert "Too many failed" in refused.content.decode()


def test_a_made_up_word_is_not_believed(anna: User):
    liar = Client()
    liar.cookies[known_browsers.COOKIE] = "W10:1x:abc"
    for number in range(6):
        refused = sign_in(liar, f"wrong-{number}", f"192.0.2.{number + 2}")
    assert "Too many failed" in refused.content.decode()
    assert sign_in(Client(), PASSWORD, "203.0.113.9").status_code == 200
