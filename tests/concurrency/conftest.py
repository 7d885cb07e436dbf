"""Many connections at once behind a barrier, and ways to take a guard away."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from courses.programs.actions import programs
from courses.programs.models import Program
from tests.databases import as_owner
from trainees.places.actions import places
from trainees.places.models import Place, Quota

CONNECTIONS = 40


def race(step: Callable[[int], Any], runners: int = CONNECTIONS) -> list[Any]:
    """Run the step in as many threads, each with a connection of its own; their results."""
    barrier = threading.Barrier(runners)
    results: list[Any] = [None] * runners

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            results[number] = step(number)
        except Exception as error:  # noqa: BLE001 - any error would be an error page
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def triggers_off(table: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def triggers_on(table: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def without_guard(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[None]:
    """Counting rows, then inserting: what one writes who knows no better."""
    everybody_has_counted = threading.Barrier(CONNECTIONS)

    def count_wait_and_write(applications: Any) -> list[Place]:
        for quota in Quota.objects.filter(program_id=applications[0].cohort.program_id):
            quota.used = Place.objects.live().filter(program_id=quota.program_id).count()
            taken = sum(quota.matches(places.facts(a)) for a in applications)
            assert quota.used + taken <= quota.ceiling
        everybody_has_counted.wait(timeout=60)
        return Place.objects.bulk_create(
            Place(application=a, applicant_id=a.applicant_id, **places.facts(a))
            for a in applications
        )

    monkeypatch.setattr(places, "take", count_wait_and_write)
    monkeypatch.setattr(programs, "lock", lambda pk: Program.objects.get(pk=pk))
    tables = ["trainees_place", "trainees_application", "trainees_offer"]
    for table in tables:
        triggers_off(table)
    yield
    for table in tables:
        triggers_on(table)
