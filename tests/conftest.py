"""Roles with their rights in the test database, a client a role, private files apart."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pgtrigger
import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings as configured
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.test import Client, TransactionTestCase, override_settings
from django.utils import translation
from hypothesis import settings as random_cases
from pytest_django import DjangoDbBlocker, Settings

from ivi_training.accounts.middleware import BEGAN, SEEN
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests import databases
from tests.databases import ignoring
from tests.factories.accounts import user_with


def pytest_configure() -> None:
    # Tests run as production does; addresses that only development has are asked for by name.
    configured.DEBUG = False
    # The same passwords, hashed at no cost: hashing as production does took a minute of a run.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64
    # A page waits two seconds for a file: on a busy machine that says nothing about the file.
    configured.PARSING["wall_seconds"] = 60
    # How long a case takes says nothing on a busy machine.
    random_cases.register_profile("suite", deadline=None, print_blob=True)
    random_cases.load_profile("suite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin what takes long first; the order stays random otherwise."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def emptying() -> AbstractContextManager[None]:
    """Lets tests empty the tables that nobody may empty."""
    guards = [
        f"{model._meta.label}:{trigger.name}"
        for model, trigger in pgtrigger.registered()
        if trigger.name == "never_emptied"
    ]
    return ignoring(*guards)


@pytest.fixture(scope="session", autouse=True)
def emptied_after_each_test() -> Iterator[None]:
    """What nobody may empty is emptied after a test that commits."""
    with pytest.MonkeyPatch.context() as patch:
        teardown = TransactionTestCase._fixture_teardown

        def unguarded(case: TransactionTestCase) -> None:
            with emptying():
                teardown(case)

        patch.setattr(TransactionTestCase, "_fixture_teardown", unguarded)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Instead of pytest-django's, which migrates anew in each worker of each run."""
    before = str(connection.settings_dict["NAME"])
    with django_db_blocker.unblock():
        databases.make()
    yield
    with django_db_blocker.unblock():
        databases.drop(before)


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A page in somebody's language leaves it on in this thread: the next test starts afresh."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def private_files(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> None:
    if "module_db" not in request.fixturenames:
        settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="module")
def module_db(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """A world that is built once: what a module's own fixture writes stands for each of its tests.

    Each test is taken back to it, and it is taken back after the last. Such a fixture hands out
    keys, not objects: those a test would change for the next. A test that commits needs a module
    of its own.
    """
    with (
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def taken_back(request: pytest.FixtureRequest) -> None:
    """No test of such a module writes into the world of the others."""
    if "module_db" in request.fixturenames:
        request.getfixturevalue("db")


@pytest.fixture
def as_role(db: None) -> Callable[[Role], Client]:
    """Signs in as the demonstration account of a role."""

    def sign_in(role: Role) -> Client:
        return as_user(user_with(role))

    return sign_in


def as_user(user: User, *, asked_again: bool = True) -> Client:
    """Signed in as the product wants it: with a second factor, and asked again just now."""
    client = Client()
    client.force_login(user)
    session = client.session
    now = time.time()
    asked = {"method": "mfa", "type": "totp", "at": now, "reauthenticated": asked_again}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [asked]
    session["account_authentication_methods_user"] = str(user.pk)
    session[BEGAN] = session[SEEN] = now
    session.save()
    return client
