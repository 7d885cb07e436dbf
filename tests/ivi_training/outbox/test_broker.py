import socket
import time
from datetime import datetime

import pytest
import redis
from celery import current_app
from pytest_django import Settings

from ivi_training.outbox import broker

APART = 15  # a database of Redis that nothing else uses

pytestmark = pytest.mark.usefixtures("loud_broker")


def test_nudge_reaches_the_queue(memory_broker: None, settings: Settings) -> None:
    broker.nudge_sender()
    with current_app.connection_for_read(settings.CELERY_BROKER_URL) as connection:
        message = connection.SimpleQueue("mail").get(timeout=1)
        message.ack()
    assert message.headers["task"] == "ivi_training.deliver_queued_mail"
    assert broker.is_reachable()


def test_burst_of_nudges_is_two_and_the_second_runs_after_it(
    memory_broker: None, settings: Settings
) -> None:
    before = time.time()
    for _ in range(50):
        broker.nudge_sender()
    with current_app.connection_for_read(settings.CELERY_BROKER_URL) as connection:
        queue = connection.SimpleQueue("mail")
        messages = [queue.get(timeout=1) for _ in range(queue.qsize())]
        for message in messages:
            message.ack()
    first, second = [message.headers["eta"] for message in messages]
    assert first is None
    assert datetime.fromisoformat(second).timestamp() >= before + broker.PAUSE


def test_nudge_is_at_once_again_when_the_burst_is_over() -> None:
    pace = broker.Pace()
    moments = [0.0, 0.1, 0.2, 1.05, 1.2, 2.5]
    assert [pace.wait("deliver", 100 + moment) for moment in moments] == [0, 1, None, None, 0, 0]
    assert pace.wait("promote", 102.5) == 0


def test_nudge_survives_the_end_of_the_connection_that_was_kept(settings: Settings) -> None:
    settings.CELERY_BROKER_URL = f"{settings.REDIS_URL}?virtual_host={APART}"
    with redis.from_url(settings.REDIS_URL.replace("redis+socket", "unix"), db=APART) as server:
        server.delete("mail")
        broker.nudge_sender()
        for client in server.client_list():
            if client["db"] == str(APART) and client["cmd"] != "client|list":
                server.client_kill_filter(_id=client["id"])
        broker.nudge_sender()
        assert server.llen("mail") == 2
        server.delete("mail")


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
    caplog.set_level("INFO", "ivi_training.outbox.broker")
    broker.nudge_sender()
    broker.nudge_sender()
    assert len(caplog.records) == 1
    broker.pace.silent_until = time.monotonic()
    broker.nudge_sender()
    assert len(caplog.records) == 2
