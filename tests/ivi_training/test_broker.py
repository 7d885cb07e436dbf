import socket
import time

import pytest
import redis
from celery import current_app
from pytest_django import Settings

from ivi_training import broker

APART = 15  # a database of Redis that nothing else uses

pytestmark = pytest.mark.usefixtures("loud_broker")


def test_nudge_reaches_the_queue(memory_broker: None, settings: Settings) -> None:
    broker.nudge_sender()
    with current_app.connection_for_read(settings.CELERY_BROKER_URL) as connection:
        message = connection.SimpleQueue("celery").get(timeout=1)
        message.ack()
    assert message.headers["task"] == "ivi_training.deliver_queued_mail"
    assert broker.is_reachable()


def test_nudge_survives_the_end_of_the_connection_that_was_kept(settings: Settings) -> None:
    settings.CELERY_BROKER_URL = f"{settings.REDIS_URL}?virtual_host={APART}"
    with redis.from_url(settings.REDIS_URL.replace("redis+socket", "unix"), db=APART) as server:
        server.delete("celery")
        broker.nudge_sender()
        for client in server.client_list():
            if client["db"] == str(APART) and client["cmd"] != "client|list":
                server.client_kill_filter(_id=client["id"])
        broker.nudge_sender()
        assert server.llen("celery") == 2
        server.delete("celery")


def test_broker_that_is_away_is_told_as_such(broken_broker: None) -> None:
    assert not broker.is_reachable()


def test_broker_that_never_answers_costs_a_moment_once(settings: Settings) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        started = time.monotonic()
        broker.nudge_sender()
        first = time.monotonic() - started
        for _ in range(100):
            broker.nudge_sender()
        rest = time.monotonic() - started - first
    assert first < 3
    assert rest < 0.1


def test_broker_is_tried_again_after_a_silence(
    broken_broker: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "ivi_training.broker")
    broker.nudge_sender()
    broker.nudge_sender()
    assert len(caplog.records) == 1
    broker.silence.until = time.monotonic()
    broker.nudge_sender()
    assert len(caplog.records) == 2
