"""The dashboard's time and queries with 1,000, 10,000 and 100,000 applications."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import world
from benchmarks.database import median_of
from tests.conftest import as_user

SIZES = (1_000, 10_000, 100_000)


def measure() -> dict[str, Any]:
    """Milliseconds and queries at each size, and the growth from the smallest to the largest."""
    made = world.build()
    call, cohort = world.cohort(made, "GROWING")
    client = as_user(made.officer)
    results: dict[str, Any] = {}
    present = 0
    for size in SIZES:
        world.apply(made, call, cohort, size - present)
        world.settle()
        present = size
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/dashboard/{made.program.code}/", headers={"host": "localhost"})
            count = len(queries)
        if answer.status_code != 200:  # noqa: PLR2004 - OK
            raise RuntimeError(answer)
        seconds = median_of(
            lambda: client.get(f"/dashboard/{made.program.code}/", headers={"host": "localhost"}),
            runs=15,
        )
        results[f"applications_{size}"] = {
            "milliseconds": round(seconds * 1000, 1),
            "queries": count,
        }
    smallest, largest = (results[f"applications_{size}"] for size in (SIZES[0], SIZES[-1]))
    results["growth_1000_to_100000"] = round(largest["milliseconds"] / smallest["milliseconds"], 2)
    return results
