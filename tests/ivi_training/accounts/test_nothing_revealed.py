"""Whether an address has an account shows nowhere but in its own mailbox, nor in the work done."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ivi_training.accounts.models import User
from ivi_training.outbox.models import OutgoingEmail

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-and-new-one"  # noqa: S105 - a test's own
KNOWN, UNKNOWN = "anna@example.org", "nobody@example.org"
# What is new on every page, and what was typed.
FRESH = re.compile(r'"csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|[\w.]+@example\.org')


@pytest.fixture
def owner(anna: User) -> User:
    EmailAddress.objects.create(user=anna, email=anna.email, verified=True, primary=True)
    anna.set_password(PASSWORD)
    anna.save()
    return anna


@pytest.fixture
def hashed(owner: User, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash that is computed: by far the longest work of these pages."""
    done: list[str] = []

    def counted(name: str) -> None:
        work: Callable[..., object] = getattr(Argon2PasswordHasher, name)

        def count(*args: object, **kwargs: object) -> object:
            done.append(name)
            return work(*args, **kwargs)

        monkeypatch.setattr(Argon2PasswordHasher, name, count)

    counted("encode")
    counted("verify")
    return done


def register(client: Client, email: str) -> HttpResponse:
    typed = {"email": email, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    return client.post(reverse("account_signup"), typed)


def sign_in_wrongly(client: Client, email: str) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": email, "password": "wrong"})


def forget(client: Client, email: str) -> HttpResponse:
    return client.post(reverse("account_reset_password"), {"email": email})


def seen(page: HttpResponse) -> list[str]:
    """What differs between two answers once what was typed is taken out."""
    return [
        str(page.status_code),
        page.get("Location", ""),
        " ".join(sorted(page.headers)),
        " ".join(sorted(page.cookies)),
        FRESH.sub("", page.content.decode()),
    ]


@pytest.mark.parametrize("step", [register, sign_in_wrongly, forget])
def test_the_pages_are_alike(step: Callable[..., HttpResponse], owner: User) -> None:
    answers = []
    for email in (KNOWN, UNKNOWN):
        cache.clear()
        client = Client()
        answer = step(client, email)
        followed = client.get(answer.url) if answer.status_code == 302 else answer
        later = client.get(reverse("account_login"), follow=True)
        answers.append([*seen(answer), *seen(followed), *seen(later)])
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("step", "count"), [(register, 1), (sign_in_wrongly, 1), (forget, 0)])
def test_as_many_hashes_are_computed(
    step: Callable[..., HttpResponse], count: int, hashed: list[str]
) -> None:
    step(Client(), KNOWN)
    assert len(hashed) == count
    hashed.clear()
    step(Client(), UNKNOWN)
    assert len(hashed) == count


@pytest.mark.parametrize(
    ("state", "value"), [("is_active", False), ("is_demonstration", True), ("password", "!none")]
)
def test_accounts_that_open_for_nobody_take_as_long(
    state: str, value: object, owner: User, hashed: list[str]
) -> None:
    User.objects.update(**{state: value})
    sign_in_wrongly(Client(), KNOWN)
    assert len(hashed) == 1


def test_the_mails_differ_and_help(owner: User) -> None:
    for email in (KNOWN, UNKNOWN):
        register(Client(), email)
        forget(Client(), email)
    told = {}
    for mail in OutgoingEmail.objects.order_by("pk"):
        told.setdefault(mail.recipient, []).append(mail.kind)
    assert told[KNOWN] == ["account_already_exists", "account_password_link"]
    assert told[UNKNOWN] == ["account_registration_to_confirm", "account_password_link"]
    exists = OutgoingEmail.objects.get(kind="account_already_exists")
    assert reverse("account_reset_password") in exists.text
    assert reverse("account_login") in exists.text


def test_a_second_registration_changes_no_account(owner: User) -> None:
    register(Client(), KNOWN.upper())
    assert list(User.objects.all()) == [owner]
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
