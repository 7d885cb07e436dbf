"""Roles with their rights in the test database, a client a role, private files apart."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pgtrigger
import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import settings as random_cases
from pytest_django import DjangoDbBlocker, Settings

from ivi_training.models import User
from ivi_training.permissions import Role
from tests.factories.accounts import user_with


def pytest_configure() -> None:
    # Tests run as production does; addresses that only development has are asked for by name.
    configured.DEBUG = False
    # How long a case takes says nothing on a busy machine.
    random_cases.register_profile("suite", deadline=None, print_blob=True)
    random_cases.load_profile("suite")


def emptying() -> AbstractContextManager[None]:
    """Lets tests empty the tables that nobody may empty."""
    guards = [
        f"{model._meta.label}:{trigger.name}"
        for model, trigger in pgtrigger.registered()
        if trigger.name == "never_emptied"
    ]
    return pgtrigger.ignore(*guards)


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
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        call_command("sync_roles", verbosity=0)


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A page in somebody's language leaves it on in this thread: the next test starts afresh."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def private_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def as_role(db: None) -> Callable[[Role], Client]:
    """Signs in as the demonstration account of a role."""

    def sign_in(role: Role) -> Client:
        return as_user(user_with(role))

    return sign_in


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
