"""Long lists of admission at 1,000 and at 100,000 applications: the time of a page, its queries."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import world
from benchmarks.database import median_of
from tests.conftest import as_user

SIZES = (1_000, 100_000)
RUNS = 15


def measure() -> dict[str, Any]:
    """Milliseconds and queries of each list at each size, and its growth."""
    made = world.build()
    client = as_user(made.officer)
    client.defaults["HTTP_HOST"] = "localhost"
    results: dict[str, Any] = {}
    for size in SIZES:
        call, cohort = world.cohort(made, f"LIST-{size}")
        world.apply(made, call, cohort, size)
        ranking = world.rank(made, cohort, 1, size)
        world.wait(cohort)
        call, queue = world.cohort(made, f"QUEUE-{size}")
        world.submit(made, call, queue, size)
        world.check(queue)
        world.settle()
        pages = {
            "board": reverse("admin:cohort_board", args=[cohort.pk]),
            "board_by_status": reverse("admin:cohort_board", args=[cohort.pk]) + "?status=eligible",
            "screening": reverse("admin:cohort_screening", args=[queue.pk]),
            "ranking": reverse("admin:ranking_detail", args=[ranking.pk]),
            "waiting_list": reverse("admin:cohort_waiting", args=[cohort.pk]),
        }
        for name, url in pages.items():
            results.setdefault(name, {})[f"applications_{size}"] = _time(client, url)
    for page in results.values():
        smallest, largest = (page[f"applications_{size}"] for size in SIZES)
        page["growth"] = round(largest["milliseconds"] / smallest["milliseconds"], 2)
    return results


def _time(client: Client, url: str) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
        count = len(queries)
    if answer.status_code != 200:  # noqa: PLR2004 - OK
        raise RuntimeError(answer)
    seconds = median_of(lambda: client.get(url), runs=RUNS)
    return {"milliseconds": round(seconds * 1000, 1), "queries": count}
