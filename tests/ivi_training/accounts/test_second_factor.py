"""Whoever has a role needs a second factor, is asked again before what stays, and is signed out."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ivi_training.accounts.middleware import SEEN
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from ivi_training.local import codes
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for
from tests.factories.trainees import ApplicantFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-and-new-one"  # noqa: S105 - a test's own
STAFF = [role for role in Role if role is not Role.APPLICANT]


def by_password(user: User) -> Client:
    """Signed in with a password alone, as on the sign-in page."""
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def code_of(user: User, *, step: int = 0) -> str:
    secret = totp.decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + step))


@pytest.mark.parametrize("role", STAFF)
def test_role_without_a_factor_reaches_the_page_that_sets_one_up(role: Role):
    client = by_password(user_with(role))
    for name in ("admin:index", "trainees:workplace", "trainees:my_data", "trainees:dashboard"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.url) == (302, reverse("mfa_index")), name
        assert client.post(reverse(name)).status_code == 302
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Your role needs a second factor" in page
    assert client.get(reverse("courses:home")).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code in (200, 302)
    assert client.get(reverse("account_logout")).status_code == 200


def test_applicant_needs_none():
    for user in (UserFactory(), user_with(Role.APPLICANT)):
        client = by_password(user)
        assert client.get(reverse("trainees:application_list")).status_code == 200


def test_setting_one_up_opens_the_administration():
    user = user_with(Role.ADMISSIONS)
    client = by_password(user)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_new_role_asks_for_one_at_once():
    user = UserFactory()
    client = by_password(user)
    assert client.get(reverse("trainees:application_list")).status_code == 200
    user.groups.set(user_with(Role.LEAD).groups.all())
    assert client.get(reverse("trainees:application_list")).url == reverse("mfa_index")


def test_sign_in_asks_for_the_code():
    user = user_with(Role.FINANCE)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    client = by_password(user)
    assert client.get(reverse("admin:index")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert client.get(reverse("admin:index")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code_of(user)})
    assert client.get(reverse("admin:index")).status_code == 200


def test_last_one_cannot_be_switched_off():
    user = user_with(Role.FINANCE)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    client = by_password(user)
    client.post(reverse("mfa_authenticate"), {"code": code_of(user)})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def merge_of_two(path: str, make: Callable[[], Any]) -> str:
    return reverse(path, args=[make().pk, make().pk])


@pytest.mark.parametrize(
    "address",
    [
        lambda: reverse("admin:cohort_publish", args=[CohortFactory().pk]),
        lambda: reverse("admin:ivi_training_user_change", args=[UserFactory().pk]),
        lambda: reverse("admin:ivi_training_user_add"),
        lambda: merge_of_two("admin:people_merge", ApplicantFactory),
        lambda: merge_of_two("admin:organisation_merge", OrganisationFactory),
    ],
)
def test_what_stays_asks_again_who_it_is(address: Callable[[], str]):
    user = user_with(Role.ADMINISTRATOR)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    client = by_password(user)
    client.post(reverse("mfa_authenticate"), {"code": code_of(user)})
    url = address()
    for ask in (client.get, client.post):
        answer = ask(url)
        assert (answer.status_code, answer.url.split("?")[0]) == (
            302, reverse("account_reauthenticate"),
        )  # fmt: skip
    client.post(f"{reverse('account_reauthenticate')}?next={url}", {"password": PASSWORD})
    assert client.get(url).status_code == 200


def test_settlement_asks_again_who_it_is():
    user = user_with(Role.FINANCE)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    client = by_password(user)
    client.post(reverse("mfa_authenticate"), {"code": code_of(user)})
    grant = grant_for(CohortFactory().program)
    answer = client.get(reverse("admin:settlement_submit", args=[grant.pk]))
    assert answer.url.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize(
    ("role", "seconds", "is_in"),
    [
        (Role.ADMISSIONS, configured.SESSION_SECONDS_STAFF[0] - 60, True),
        (Role.ADMISSIONS, configured.SESSION_SECONDS_STAFF[0] + 60, False),
        (None, configured.SESSION_SECONDS_STAFF[0] + 60, True),
    ],
)
def test_session_ends_after_a_while_without_a_page(role: Role | None, seconds: int, *, is_in: bool):
    client = as_user(user_with(role) if role else UserFactory())
    page = reverse("trainees:application_list")
    assert client.get(page).status_code == 200
    with time_machine.travel(time.time() + seconds):
        assert (client.get(page).status_code == 200) is is_in


def test_session_of_staff_ends_after_a_day_of_work():
    client = as_user(user_with(Role.ADMISSIONS))
    page, began = reverse("trainees:application_list"), time.time()
    idle, whole = configured.SESSION_SECONDS_STAFF
    for number in range(1, whole // idle + 3):
        with time_machine.travel(began + number * (idle - 120)):
            is_in = number * (idle - 120) <= whole
            assert (client.get(page).status_code == 200) is is_in
            if not is_in:
                break
    else:
        pytest.fail("It never ended.")


def test_pages_at_once_write_nothing_down():
    client = as_user(UserFactory())
    seen = client.session[SEEN]
    client.get(reverse("trainees:application_list"))
    assert client.session[SEEN] == seen


def test_demonstration_shows_its_codes(settings: Settings):
    settings.DEBUG = True
    user = UserFactory(is_demonstration=True)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    totp.TOTP.activate(UserFactory(), totp.generate_totp_secret())
    assert codes.present() in ([(user.email, code_of(user, step=step))] for step in (0, -1))
    assert 0 < codes.seconds_left() <= 30
