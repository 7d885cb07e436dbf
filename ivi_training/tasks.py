"""Scheduled jobs that every app shares: the sender's sweep and the worker's sign of life."""

from celery import shared_task
from django.utils import timezone

from ivi_training import broker
from ivi_training.delivery import deliver_due
from ivi_training.models import Heartbeat

# Well below the time limit, so that none is cut off in the middle of a mail.
SECONDS_A_RUN = 120


@shared_task(name=broker.DELIVER, expires=broker.STALE_AFTER)
def deliver_queued_mail() -> None:
    """Send all mail that is due; nudged by whoever queues mail, and swept in case that was lost."""
    deliver_due(seconds=SECONDS_A_RUN)


@shared_task(name="ivi_training.beat", expires=broker.STALE_AFTER)
def beat() -> None:
    """Leave a sign of life: beat asks for it, so it shows that both work."""
    Heartbeat.objects.update_or_create(process="worker", defaults={"at": timezone.now()})
