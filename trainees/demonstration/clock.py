"""Moving the clock, so that what was done in 2022 carries the dates of 2022."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import time_machine
from django.db import transaction

from ivi_training.pages.clocks import SEOUL


def noon(day: date) -> datetime:
    """Midday in Seoul."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SEOUL)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the block happen at that moment, in one transaction."""
    with time_machine.travel(moment, tick=True), transaction.atomic():
        yield
