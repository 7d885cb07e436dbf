"""A public password opens nothing where DEBUG is off."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.conftest import as_user
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
