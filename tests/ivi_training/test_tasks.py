from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from celery import current_app
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from ivi_training import tasks
from ivi_training.celery import app
from ivi_training.health.models import Heartbeat
from ivi_training.outbox.models import MailPause, OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.ivi_training.outbox.mail_server import MailServer

pytestmark = pytest.mark.django_db


def test_timetable_names_tasks_that_exist() -> None:
    ours = {
        "ivi_training.beat", "ivi_training.deliver_queued_mail", "ivi_training.forget_expired",
    }  # fmt: skip
    planned = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert ours <= planned
    assert ours <= set(current_app.tasks)


def test_sweep_sends_what_is_due(
    mail_server: MailServer, in_outbox: Callable[..., OutgoingEmail]
) -> None:
    in_outbox(), in_outbox()
    tasks.deliver_queued_mail()
    assert len(mail_server.accepted) == 2


def test_beat_is_the_workers_sign_of_life() -> None:
    Heartbeat.objects.create(process="worker", at=timezone.now() - timedelta(hours=1))
    entries = [e for e in app.conf.beat_schedule.values() if e["task"] == tasks.beat.name]
    for entry in entries:
        tasks.beat(*entry.get("args", []))
    for process in ("worker", "mail worker"):
        assert timezone.now() - Heartbeat.objects.get(process=process).at < timedelta(seconds=5)


def test_mail_waits_in_a_queue_of_its_own() -> None:
    """A worker that sends slowly opens no call too late, and shows by itself that it lives."""
    queue_of = {
        name: app.amqp.router.route(entry.get("options", {}), entry["task"])["queue"].name
        for name, entry in app.conf.beat_schedule.items()
    }
    mail = {name for name, queue in queue_of.items() if queue == "mail"}
    assert mail == {"deliver queued mail", "beat of mail"}
    assert {*queue_of.values()} == {queue.name for queue in app.conf.task_queues}


def test_what_has_run_out_is_forgotten() -> None:
    user, now = UserFactory(), timezone.now()
    for key, hours in (("old", -1), ("new", 1)):
        expires = now + timedelta(hours=hours)
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
        UserSession.objects.create(user=user, ip="192.0.2.1", session_key=key, user_agent="Fox")
        cache.set(key, 1, timeout=hours * 3600 if hours > 0 else None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = %s WHERE cache_key LIKE '%%old'", [now])
    tasks.forget_expired()
    assert [s.session_key for s in Session.objects.all()] == ["new"]
    assert [s.session_key for s in UserSession.objects.all()] == ["new"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        assert cursor.fetchall() == [(":1:new",)]


def test_command_sends_without_a_broker(
    mail_server: MailServer, in_outbox: Callable[..., OutgoingEmail], broken_broker: None
) -> None:
    in_outbox(), in_outbox(next_attempt_at=timezone.now() + timedelta(hours=1))
    told = StringIO()
    call_command("send_queued_mail", stdout=told)
    assert told.getvalue() == "1 sent; 1 left\n"
    assert len(mail_server.accepted) == 1


def test_command_says_that_the_queue_is_paused_and_can_end_it(
    mail_server: MailServer, in_outbox: Callable[..., OutgoingEmail]
) -> None:
    in_outbox()
    now = timezone.now()
    MailPause.objects.create(since=now, until=now + timedelta(minutes=9), reason="535 Wrong login")
    with pytest.raises(CommandError, match="535 Wrong login"):
        call_command("send_queued_mail", stdout=StringIO())
    assert mail_server.accepted == []
    call_command("send_queued_mail", "--end-pause", stdout=StringIO())
    assert len(mail_server.accepted) == 1
