from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from ivi_training import urls
from ivi_training.local import mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [*urls.urlpatterns, path("mailbox/", include("ivi_training.local.urls"))]

LINK = "http://127.0.0.1:8000/account/confirm/abc:def/"


@pytest.fixture(autouse=True)
def development(settings: LazySettings) -> None:
    settings.DEBUG = settings.MAIL_CATCHER = True


@pytest.fixture
def key(local: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    stored = local / "mail" / "new"
    stored.mkdir(parents=True)
    monkeypatch.setattr(mailbox, "STORED", stored)
    message = EmailMessage()
    message["To"], message["Subject"] = "ana@example.org", "<Confirm>"
    message.set_content(f"Please open {LINK}\n<script>alert(1)</script>\n")
    (stored / "1234.M5P6Q7.host").write_bytes(message.as_bytes())
    return "1234.M5P6Q7.host"


def page(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_list_shows_who_was_written_to_and_leads_to_the_message(client: Client, key: str) -> None:
    shown = page(client.get("/mailbox/"))

    assert "ana@example.org" in shown
    assert f'<a href="/mailbox/{key}/">&lt;Confirm&gt;</a>' in shown


def test_links_of_a_message_can_be_followed_and_its_markup_is_text(
    client: Client, key: str
) -> None:
    shown = page(client.get(f"/mailbox/{key}/"))

    assert f'<a href="{LINK}" rel="nofollow">' in shown
    assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.usefixtures("key")
def test_message_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/mailbox/..%2Fsecret/").status_code == 404
    assert client.get("/mailbox/other/").status_code == 404


@pytest.mark.usefixtures("key")
def test_all_messages_are_deleted_by_a_post_only(client: Client) -> None:
    assert client.get(reverse("local:mailbox_clear")).status_code == 405
    assert client.post(reverse("local:mailbox_clear")).status_code == 302
    assert mailbox.keys() == []
    assert "No message yet" in page(client.get("/mailbox/"))


@pytest.mark.parametrize("setting", ["DEBUG", "MAIL_CATCHER"])
def test_there_is_no_mailbox_where_mail_really_leaves(
    client: Client, key: str, settings: LazySettings, setting: str
) -> None:
    setattr(settings, setting, False)

    assert client.get("/mailbox/").status_code == 404
    assert client.get(f"/mailbox/{key}/").status_code == 404
    assert client.post("/mailbox/clear/").status_code == 404
