"""Two hundred tries at once: no more than the limit are taken, also with Redis away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from courses.calls.models import Call
from ivi_training.accounts.models import User
from ivi_training.outbox import broker
from ivi_training.outbox.models import OutgoingEmail
from tests.concurrency.conftest import race
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

RUNNERS, EACH = 40, 5
LIMIT = 7
PASSWORD = "a-long-and-new-one"  # noqa: S105 - a test's own
Try = Callable[[int], int]


@pytest.fixture(autouse=True)
def no_counts_yet(transactional_db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(params=["Redis answers", "Redis is away"])
def redis(
    request: pytest.FixtureRequest,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The limits do not ask Redis; mails wait in the outbox when it is away."""
    if request.param == "Redis is away":
        settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/nobody.sock"
        monkeypatch.setattr(broker, "pace", broker.Pace())


def limit(settings: Settings, action: str, rate: str = f"{LIMIT}/h/ip") -> None:
    """An hour long, so that a slow machine does not begin a second one."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, action: rate}


def tries(post: Try) -> list[int]:
    """The status of each of two hundred answers."""
    results = race(lambda n: [post(n * EACH + m) for m in range(EACH)], runners=RUNNERS)
    wrong = [result for result in results if not isinstance(result, list)]
    assert wrong == []
    return [status for result in results for status in result]


def post(url: str, typed: dict[str, Any]) -> int:
    return Client().post(url, typed).status_code


def register(n: int) -> int:
    email = f"new{n}@example.org"
    typed = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    return post(reverse("account_signup"), typed)


def test_so_many_accounts_are_made(settings: Settings, redis: None):
    limit(settings, "signup")
    answers = tries(register)
    assert 0 < answers.count(302) == User.objects.count() <= LIMIT
    assert answers.count(429) == len(answers) - answers.count(302)
    assert OutgoingEmail.objects.count() == User.objects.count()


def press_at_once(settings: Settings) -> list[Any]:
    limit(settings, "signup", "")
    limit(settings, "signup_address", "")
    return race(lambda _n: register(1), runners=8)


def test_pressing_twice_breaks_the_plain_form(settings: Settings):
    settings.ACCOUNT_FORMS = {}
    answers = press_at_once(settings)
    assert IntegrityError in [type(answer) for answer in answers], answers


def test_one_address_registers_once_however_often_the_button_is_pressed(settings: Settings):
    assert press_at_once(settings) == [302] * 8
    assert User.objects.count() == 1


def guess(password: str) -> int:
    return post(reverse("account_login"), {"login": "anna@example.org", "password": password})


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Each password that was held against the account's."""
    user = UserFactory(email="anna@example.org", password=make_password(PASSWORD))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    done: list[int] = []
    check = User.check_password

    def count(self: User, raw: str) -> bool:
        done.append(1)
        return check(self, raw)

    monkeypatch.setattr(User, "check_password", count)
    return done


def test_more_passwords_are_tried_when_nobody_waits(
    settings: Settings, checked: list[int], monkeypatch: pytest.MonkeyPatch
):
    @contextmanager
    def unlocked(_key: str) -> Iterator[bool]:
        yield True

    monkeypatch.setattr(ratelimit, "cache_lock", unlocked)
    limit(settings, "login", "1000/h/ip")
    limit(settings, "login_failed", f"{LIMIT}/h/key")
    tries(lambda n: guess(f"wrong-{n}"))
    assert len(checked) > LIMIT


def test_so_many_passwords_are_tried(settings: Settings, checked: list[int], redis: None):
    limit(settings, "login", "1000/h/ip")
    limit(settings, "login_failed", f"{LIMIT}/h/key")
    tries(lambda n: guess(f"wrong-{n}"))
    assert 0 < len(checked) <= LIMIT


def test_so_many_sign_ins_are_tried_from_one_place(settings: Settings, checked: list[int]):
    limit(settings, "login")
    limit(settings, "login_failed", "1000/h/ip")
    assert tries(lambda n: guess(f"wrong-{n}")).count(200) <= LIMIT
    assert 0 < len(checked) <= LIMIT


def test_so_many_reset_mails_are_sent(settings: Settings, redis: None):
    limit(settings, "reset_password", f"{LIMIT}/h/key")
    url = reverse("account_reset_password")
    answers = tries(lambda _n: post(url, {"email": "anna@example.org"}))
    assert 0 < answers.count(302) == OutgoingEmail.objects.count() <= LIMIT


def test_so_many_links_are_tried(settings: Settings):
    limit(settings, "personal_link")
    answers = tries(lambda n: post(reverse("trainees:endorsement_link", args=[1, f"guess{n}"]), {}))
    assert 0 < answers.count(404) <= LIMIT
    assert answers.count(429) == len(answers) - answers.count(404)


@pytest.fixture
def call(transactional_db: None) -> Call:
    return open_call()


def test_so_many_checks_are_answered(settings: Settings, call: Call):
    limit(settings, "self_check")
    answers = tries(lambda _n: post(reverse("courses:call_check", args=[call.code]), {}))
    assert 0 < len(answers) - answers.count(429) <= LIMIT
