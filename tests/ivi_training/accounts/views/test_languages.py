import pytest
from django.test import Client
from django.urls import reverse

from ivi_training.accounts.models import User

pytestmark = pytest.mark.django_db


def test_visitor_keeps_the_language_in_a_cookie(client: Client) -> None:
    response = client.post(reverse("language_set"), {"language": "ko", "next": "/calls/X/"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/calls/X/"
    assert response.cookies["django_language"].value == "ko"


def test_account_keeps_the_language(client: Client, anna: User) -> None:
    client.force_login(anna)
    client.post(reverse("language_set"), {"language": "ko"})
    anna.refresh_from_db()
    assert anna.language == "ko"


@pytest.mark.parametrize("language", ["", "xx", "de"])
def test_language_that_we_do_not_speak_changes_nothing(
    client: Client, anna: User, language: str
) -> None:
    client.force_login(anna)
    client.post(reverse("language_set"), {"language": language})
    anna.refresh_from_db()
    assert anna.language == ""


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_way_back_leads_to_our_own_pages(client: Client, goal: str) -> None:
    response = client.post(reverse("language_set"), {"language": "ko", "next": goal})
    assert response.headers["Location"] == "/"


def test_nothing_changes_by_following_a_link(client: Client) -> None:
    assert client.get(reverse("language_set")).status_code == 405


@pytest.mark.parametrize(("kept", "shown"), [("ko", "ko"), ("en", "en"), ("", "ko")])
def test_language_of_the_account_goes_before_the_browsers(
    client: Client, anna: User, kept: str, shown: str
) -> None:
    anna.language = kept
    anna.save()
    client.force_login(anna)
    page = client.get(reverse("courses:home"), headers={"accept-language": "ko"})
    assert f'<html lang="{shown}"' in page.content.decode()
