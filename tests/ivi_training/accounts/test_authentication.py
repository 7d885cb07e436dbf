"""A public password opens nothing where DEBUG is off; tries are counted and stay counted."""

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from ivi_training.accounts.authentication import AccountBackend
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from trainees.demonstration import accounts

pytestmark = pytest.mark.django_db


def sign_in(email: str) -> int:
    client = Client()
    client.post("/account/login/", {"login": email, "password": accounts.PASSWORD})
    return client.get("/applications/").status_code


def test_demonstration_account_signs_in_with_debug_only(settings: Settings):
    accounts.make()
    settings.DEBUG = True
    assert sign_in("applicant@example.org") == 200
    settings.DEBUG = False
    assert sign_in("applicant@example.org") == 302


def test_its_session_ends_where_debug_is_off(settings: Settings):
    (first, *_others) = accounts.make().values()
    settings.DEBUG = True
    client = as_user(first)
    assert client.get("/applications/").status_code == 200
    settings.DEBUG = False
    assert client.get("/applications/").status_code == 302


def test_page_asks_for_permissions_only_where_somebody_has_a_role():
    user = UserFactory.create()
    client = as_user(user)
    with CaptureQueriesContext(connection) as context:
        assert "My reviews" not in client.get("/").content.decode()
    assert not [query for query in context.captured_queries if "auth_permission" in query["sql"]]
    user.groups.add(Group.objects.get(name=Role.REVIEWER))
    assert "My reviews" in client.get("/").content.decode()


@pytest.mark.parametrize("roles", [[], [Role.REVIEWER], [Role.REVIEWER, Role.AUDITOR]])
def test_our_statement_reads_the_person_as_django_does(roles: list[Role]):
    user = UserFactory.create()
    user.groups.set(Group.objects.filter(name__in=roles))
    ours = AccountBackend().get_user(user.pk)
    theirs = AuthenticationBackend().get_user(user.pk)
    assert ours is not None
    assert {f.attname: getattr(ours, f.attname) for f in User._meta.concrete_fields} == {
        f.attname: getattr(theirs, f.attname) for f in User._meta.concrete_fields
    }
    assert ours.has_roles is bool(roles)
    assert ours.get_all_permissions() == theirs.get_all_permissions()


def test_nobody_is_read_for_a_key_that_is_gone():
    assert AccountBackend().get_user(0) is None


def test_administrator_may_do_everything_without_a_role():
    assert as_person(UserFactory.create(is_superuser=True)).has_perm("grants.add_grant")


def test_nobody_has_permissions_of_their_own():
    user = UserFactory.create()
    user.groups.add(Group.objects.get(name=Role.REVIEWER))
    user.user_permissions.add(Permission.objects.get(codename="add_grant"))
    assert not as_person(user).has_perm("grants.add_grant")


def as_person(user: User) -> User:
    person = AccountBackend().get_user(user.pk)
    assert person is not None
    return person


def test_name_goes_with_the_statements_of_somebody_with_a_role_alone():
    user = UserFactory.create()
    client = as_user(user)
    for is_sent in (False, True):
        with CaptureQueriesContext(connection) as context:
            client.post("/language/", {"language": "ko", "next": "/"})
        assert any("pghistory" in query["sql"] for query in context.captured_queries) is is_sent
        User.objects.filter(pk=user.pk).update(language="")
        user.groups.add(Group.objects.get(name=Role.REVIEWER))


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "x",
        "[]",
        "1",
        "9" * 5000,
        "null",
        "{}",
        '{"id": "\\u0000"}',
        '{"id": "!", "rawId": "!"}',
    ],
)
def test_answer_that_no_browser_wrote_is_refused(answer: str):
    page = Client().post("/account/2fa/webauthn/login/", {"credential": answer}, follow=True)
    assert page.status_code == 200
    assert "notice tone-bad" in page.content.decode()


def guess() -> str:
    page = Client().post("/account/login/", {"login": "anna@example.org", "password": "wrong"})
    return page.content.decode()


def test_filling_the_table_of_counts_forgets_none():
    for _try in range(6):
        page = guess()
    assert "Too many failed login attempts" in page
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cache (cache_key, value, expires) "
            "SELECT ':1:zzz' || n, '', now() + interval '1 hour' FROM generate_series(1, 5000) n"
        )
    assert "Too many failed login attempts" in guess()
