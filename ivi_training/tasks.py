"""Scheduled jobs that every app shares: the sender's sweep, a sign of life, what has run out."""

import logging

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ivi_training.files.actions import orphans
from ivi_training.health.models import Heartbeat
from ivi_training.outbox import broker
from ivi_training.outbox.delivery import deliver_due

logger = logging.getLogger(__name__)
# Well below the time limit, so that none is cut off in the middle of a mail.
SECONDS_A_RUN = 120


@shared_task(name=broker.DELIVER, expires=broker.STALE_AFTER)
def deliver_queued_mail() -> None:
    """Send all mail that is due; nudged by whoever queues mail, and swept in case that was lost."""
    deliver_due(seconds=SECONDS_A_RUN)


@shared_task(name="ivi_training.beat", expires=broker.STALE_AFTER)
def beat(process: str = "worker") -> None:
    """Leave a sign of life: beat asks for it, so it shows that both work."""
    Heartbeat.objects.update_or_create(process=process, defaults={"at": timezone.now()})


@shared_task(name="ivi_training.sweep_files")
def sweep_files() -> None:
    """Delete stored files that nothing names, and log each that is named and missing."""
    for name in orphans.sweep().missing:
        logger.error("file is named and missing: %s", name)


@shared_task(name="ivi_training.forget_expired")
def forget_expired() -> None:
    """Delete sessions that have run out, where they were opened from, and counts of tries."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(alive)).delete()
    table = connection.ops.quote_name(settings.CACHE_TABLE)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 - our setting
