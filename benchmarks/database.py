"""A database made for one benchmark, and people enough to fill it quickly."""

import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.core.management import call_command
from django.db import connection
from psycopg2 import extensions

from ivi_training.database.owner import as_owner

RUNS = 5


@contextmanager
def bench_database() -> Iterator[None]:
    """Make the schema in a database apart, and drop it afterwards.

    All of it as the owner, who alone may refresh what the planner knows; rights cost no time.
    """
    name = connection.settings_dict["NAME"]
    with as_owner():
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        call_command("sync_roles", verbosity=0)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def plain_connection() -> extensions.connection:
    """A connection of the driver alone, to the same database and with the product's settings."""
    return psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})


def median_of(step: Callable[[], Any], runs: int = RUNS) -> float:
    """The median of the seconds that a step takes, after one run that is not counted."""
    step()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        step()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def machine() -> dict[str, str]:
    """What the figures were taken on."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    return {"python": platform.python_version(), "postgresql": version, "runs": str(RUNS)}
