"""A mail server that answers as told, templates written by the test, mails in the outbox."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from pytest_django import Settings

from ivi_training.accounts.models import User
from ivi_training.outbox import broker
from ivi_training.outbox.mail import hide
from ivi_training.outbox.models import OutgoingEmail
from tests.ivi_training.outbox.mail_server import MailServer, running

Queue = Callable[..., OutgoingEmail]


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    with running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


@pytest.fixture
def write_template(settings: Settings, tmp_path: Path) -> Callable[[str, str], None]:
    configured = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**configured, "DIRS": [tmp_path, *configured["DIRS"]]}]

    def write(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return write


@pytest.fixture
def anna(db: None) -> User:
    return User.objects.create(email="anna@example.org", name="Anna", password=make_password(None))


@pytest.fixture
def in_outbox() -> Queue:
    def make(**facts: Any) -> OutgoingEmail:
        name = uuid.uuid4().hex
        defaults = {
            "key": name,
            "kind": "news",
            "message_id": f"<{name}@example.org>",
            "recipient": "anna@example.org",
            "language": "en",
            "subject": "News",
            "text": "Hello\n",
            "html": "<p>Hello</p>",
        }
        email = OutgoingEmail(**(defaults | facts))
        if email.is_secret:
            hide(email)
        email.save()
        return email

    return make


@pytest.fixture
def loud_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nudges are tried, whatever was said or failed before."""
    monkeypatch.setattr(broker, "pace", broker.Pace())


@pytest.fixture
def memory_broker(loud_broker: None, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "memory://localhost"


@pytest.fixture
def broken_broker(loud_broker: None, settings: Settings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/nobody.sock"
