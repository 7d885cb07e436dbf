"""One Chromium, one real server and one mailbox for all journeys; every page is listened to."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from ivi_training.accounts.models import User
from tests.conftest import as_user
from tests.ivi_training.outbox.mail_server import MailServer, running
from tests.journeys.complaints import listen

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Milliseconds; only what fails ever waits so long, and a busy machine is no fault.
PATIENCE = 15_000
NAIROBI = {"locale": "en-US", "timezone_id": "Africa/Nairobi"}

Arrive = Callable[..., Page]


@pytest.fixture(scope="session")
def browser(site: str) -> Iterator[Browser]:
    """Ends before the server, and lets go of the database before the database ends."""
    del site
    with pytest.MonkeyPatch.context() as environment:
        # The browser's loop runs in this thread, where Django would refuse to touch its database.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            expect.set_options(timeout=PATIENCE)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            yield browser
            browser.close()
            # With a loop in the thread Django opens a connection apart from the thread's own.
            connections.close_all()


@pytest.fixture(scope="session")
def site(django_db_setup: None) -> Iterator[str]:
    """The address of a real server, to which mails link too."""
    server = LiveServer("127.0.0.1")
    with override_settings(SITE_URL=server.url):
        yield server.url
    server.stop()


@pytest.fixture
def arrive(browser: Browser, site: str, transactional_db: None) -> Iterator[Arrive]:
    """Opens a page of one more visitor, signed in or not; no visitor's browser may complain."""
    contexts, complaints = [], []

    def open_page(user: User | None = None, *, asked_again: bool = True, **options: Any) -> Page:
        context = browser.new_context(base_url=site, **(NAIROBI | options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user:
            context.add_cookies([session_of(user, site, asked_again=asked_again)])
        complaints.append(listen(context))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert [complaint for heard in complaints for complaint in heard] == []


def session_of(user: User, site: str, *, asked_again: bool = True) -> Any:
    cookie = as_user(user, asked_again=asked_again).cookies[configured.SESSION_COOKIE_NAME]
    return {"name": cookie.key, "value": cookie.value, "url": site}


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    with running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


def told(page: Page, text: str) -> Locator:
    """What the product says after a step."""
    return page.get_by_role("status").filter(has_text=text)
