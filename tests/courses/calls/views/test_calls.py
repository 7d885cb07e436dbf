"""The page of a call: the same facts for everybody, in their language, and never old ones."""

import pytest
from django.test import Client

from courses.calls.models import Call
from courses.programs.models import Course
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.factories.courses import close, open_call

pytestmark = pytest.mark.django_db


def page(client: Client, call: Call) -> str:
    return client.get(f"/calls/{call.code}/").content.decode()


def test_facts_stand_in_the_language_of_each_reader():
    call = open_call()
    for language, heading in (
        ("en", "Who may apply"),
        ("ko", "지원 자격"),
        ("en", "Who may apply"),
    ):
        assert heading in page(as_user(UserFactory(language=language)), call)


def test_change_is_shown_at_once(client: Client):
    call = open_call()
    page(client, call)
    Course.objects.update(description_en="Now with a visit to a plant.")
    assert "Now with a visit to a plant." in page(client, call)


def test_apply_is_offered_until_the_clock_says_no(client: Client):
    call = open_call()
    assert ">Apply<" in page(client, call)
    close(call)
    assert ">Apply<" not in page(client, call)
    assert "This call is closed." in page(client, call)
