from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.plugin import DjangoDbBlocker

from ivi_training.accounts.models import User
from ivi_training.health.models import Heartbeat
from ivi_training.outbox.models import MailPause, OutgoingEmail


@pytest.fixture
def heartbeat(db: None) -> None:
    for process in ("worker", "mail worker"):
        Heartbeat.objects.create(process=process, at=timezone.now())


@pytest.mark.usefixtures("heartbeat", "memory_broker")
def test_all_is_well(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": True,
        "broker": True,
        "worker_heartbeat_age_seconds": 0,
        "mail_worker_heartbeat_age_seconds": 0,
        "oldest_unsent_mail_age_seconds": None,
        "mail_paused": False,
    }
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.usefixtures("memory_broker")
@pytest.mark.parametrize("other", ["worker", "mail worker"])
@pytest.mark.parametrize("seconds", [-100, 100])
def test_worker_that_was_never_seen_or_at_another_time_degrades(
    client: Client, db: None, other: str, seconds: int
) -> None:
    """A clock that was put back leaves a sign of life in the future: it tells nothing of now."""
    (process,) = {"worker", "mail worker"} - {other}
    said = f"{process.replace(' ', '_')}_heartbeat_age_seconds"
    Heartbeat.objects.create(process=other, at=timezone.now())
    answer = client.get("/healthz").json()
    assert (answer["status"], answer[said]) == ("degraded", None)
    Heartbeat.objects.create(process=process, at=timezone.now() - timedelta(seconds=seconds))
    answer = client.get("/healthz").json()
    assert (answer["status"], answer[said]) == ("degraded", 100)


@pytest.mark.usefixtures("heartbeat", "broken_broker")
def test_pages_are_served_without_a_broker(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert (response.json()["status"], response.json()["broker"]) == ("degraded", False)


@pytest.mark.usefixtures("heartbeat", "memory_broker")
@pytest.mark.parametrize(("minutes", "status"), [(1, "ok"), (16, "degraded")])
def test_mail_that_waits_long_degrades(
    client: Client, in_outbox: Callable[..., OutgoingEmail], minutes: int, status: str
) -> None:
    in_outbox(queued_at=timezone.now() - timedelta(minutes=minutes))
    in_outbox()
    answer = client.get("/healthz").json()
    assert (answer["status"], answer["oldest_unsent_mail_age_seconds"]) == (status, minutes * 60)


@pytest.mark.usefixtures("heartbeat", "memory_broker")
def test_paused_mail_degrades(client: Client) -> None:
    MailPause.objects.create(since=timezone.now(), until=timezone.now(), reason="535")
    answer = client.get("/healthz").json()
    assert (answer["status"], answer["mail_paused"]) == ("degraded", True)


@pytest.fixture
def no_database(settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A port on which nobody listens, in the place of the database."""
    kept = connection.settings_dict
    connection.close()
    connection.settings_dict = {**kept, "HOST": "127.0.0.1", "PORT": "1"}
    with django_db_blocker.unblock():
        yield
    connection.settings_dict = kept


@pytest.mark.usefixtures("memory_broker", "no_database")
def test_without_a_database_it_says_so_whoever_asks(client: Client, settings: Settings) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "somebody"
    response = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert response.status_code == 503
    assert response.json() == {
        "status": "down",
        "database": False,
        "broker": True,
        "worker_heartbeat_age_seconds": None,
        "mail_worker_heartbeat_age_seconds": None,
        "oldest_unsent_mail_age_seconds": None,
        "mail_paused": False,
    }


# Heartbeat, oldest mail, pause; nothing about who asks.
@pytest.mark.usefixtures("heartbeat", "memory_broker")
def test_costs_three_queries_even_for_the_signed_in(
    client: Client, anna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(anna)
    with django_assert_num_queries(3):
        client.get("/healthz")


def test_only_asking_is_allowed(client: Client, db: None) -> None:
    assert client.post("/healthz").status_code == 405
