"""The broker carries nudges, nothing else: nobody waits for it, nothing is lost without it."""

import logging
import time
from dataclasses import dataclass, field

from celery import current_app
from django.conf import settings
from kombu import Connection
from kombu.pools import producers

DELIVER = "ivi_training.deliver_queued_mail"
SECONDS_OF_SILENCE = 30
PAUSE = 1.0  # seconds between two nudges of one process for the same task
STALE_AFTER = 60  # seconds; by then sweeps have overtaken a nudge that no worker fetched

logger = logging.getLogger(__name__)


@dataclass
class Pace:
    """When this process speaks to the broker: seldom in a burst, not for a while after a failure.

    A task that is still to run sees whatever is committed by now, so no other nudge is needed.
    """

    silent_until: float = 0.0
    spoke: dict[str, float] = field(default_factory=dict)
    runs: dict[str, float] = field(default_factory=dict)

    def wait(self, task: str, now: float) -> float | None:
        """Seconds until the task should run; None where nothing is to be said."""
        if now < self.silent_until or now < self.runs.get(task, 0.0):
            return None
        wait = PAUSE if now < self.spoke.get(task, -PAUSE) + PAUSE else 0.0
        self.spoke[task], self.runs[task] = now, now + wait
        return wait


pace = Pace()


def nudge_sender() -> None:
    """Tell the worker that mail waits; a sweep comes anyway."""
    nudge(DELIVER)


def nudge(task: str) -> None:
    """Ask for a task soon; a broker that is away costs a moment once, then nothing."""
    wait = pace.wait(task, time.monotonic())
    if wait is None:
        return
    try:
        with producers[_connection()].acquire(block=True, timeout=1) as producer:
            current_app.send_task(
                task, producer=producer, retry=False, countdown=wait, expires=STALE_AFTER
            )
    except Exception as error:  # noqa: BLE001 - any error would be an error page
        pace.silent_until = time.monotonic() + SECONDS_OF_SILENCE
        logger.info("The broker did not take a nudge (%s); the sweep will send.", error)


def is_reachable() -> bool:
    try:
        with _connection() as connection:
            connection.ensure_connection(max_retries=0)
    except Exception:  # noqa: BLE001 - each transport has errors of its own
        return False
    return True


def _connection() -> Connection:
    # Without this Celery would try again for seconds while a page waits.
    return current_app.connection_for_write(
        settings.CELERY_BROKER_URL, transport_options={"max_retries": 0, "socket_timeout": 1}
    )
