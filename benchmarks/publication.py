"""Publishing 450 decisions against plain SQL writing the same rows."""

import statistics
import time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import plain, world
from benchmarks.database import RUNS, plain_connection
from courses.cohorts.models import Cohort
from trainees.applying.models import Application
from trainees.joining.statuses import Outcome
from trainees.selecting.actions import decisions
from trainees.selecting.statuses import DecisionReason

DECISIONS = 450


def measure() -> dict[str, Any]:
    """Seconds of both, their ratio, and the number of statements at 45 and at 450 decisions."""
    made = world.build()
    few, many = _statements(made, "FEW", DECISIONS // 10), _statements(made, "MANY", DECISIONS)
    ours, theirs = [], []
    # In turn, so that both see the same machine; the first of each is not counted.
    for number in range(RUNS + 1):
        ours.append(_publish(made, f"OURS-{number}"))
        theirs.append(_publish_plain(made, f"PLAIN-{number}"))
    seconds, plain_seconds = statistics.median(ours[1:]), statistics.median(theirs[1:])
    return {
        "decisions": DECISIONS,
        "seconds": round(seconds, 3),
        "plain_seconds": round(plain_seconds, 3),
        "slowdown": round(seconds / plain_seconds, 2),
        "statements": many,
        "statements_at_45": few,
    }


def staged(made: world.World, code: str, count: int) -> Cohort:
    """A cohort of which so many are to be offered a place."""
    call, cohort = world.cohort(made, code)
    world.apply(made, call, cohort, count)
    world.settle()
    decisions.stage(
        list(Application.objects.filter(cohort=cohort).select_related("call")),
        outcome=Outcome.SELECTED,
        reason=DecisionReason.MERIT,
        note="",
        by=made.officer,
    )
    return cohort


def _statements(made: world.World, code: str, count: int) -> int:
    cohort = staged(made, code, count)
    with CaptureQueriesContext(connection) as queries:
        decisions.publish(cohort, by=made.officer)
    return len(queries)


def _publish(made: world.World, code: str) -> float:
    cohort = staged(made, code, DECISIONS)
    start = time.perf_counter()
    decisions.publish(cohort, by=made.officer)
    return time.perf_counter() - start


def _publish_plain(made: world.World, code: str) -> float:
    call, cohort = world.cohort(made, code)
    world.apply(made, call, cohort, DECISIONS)
    world.settle()
    ids = list(
        Application.objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True)
    )
    by_hand, known = plain_connection(), plain.setting()
    start = time.perf_counter()
    plain.publish(by_hand, known, ids)
    taken = time.perf_counter() - start
    by_hand.close()
    return taken
