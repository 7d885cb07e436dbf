"""One admission with 100,000 applications in the program, against the same with none besides."""

import statistics
import time
from typing import Any

from benchmarks import admission, world
from ivi_training.accounts.models import User
from trainees.applying.models import Application

ADMISSIONS = 60
APPLICATIONS = 100_000


def measure() -> dict[str, Any]:
    """Milliseconds of both, and how many times longer it takes among many; medians."""
    made = world.build()
    alone = _milliseconds(made, "ALONE", others=0)
    among = _milliseconds(made, "AMONG", others=APPLICATIONS)
    return {
        "milliseconds": round(alone, 2),
        f"milliseconds_among_{APPLICATIONS}": round(among, 2),
        "growth": round(among / alone, 3),
    }


def _milliseconds(made: world.World, code: str, *, others: int) -> float:
    """The median of admissions out of one cohort, to which so many others applied, too."""
    call, cohort = world.cohort(made, code)
    world.apply(made, call, cohort, ADMISSIONS + others)
    world.settle()
    officer = User.objects.get(pk=made.officer.pk)
    ids = Application.objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True)
    taken = []
    for application in admission.read(list(ids[:ADMISSIONS])).values():
        start = time.perf_counter()
        admission.admit(application, cohort, by=officer)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:]) * 1000  # the first one fills the caches
