"""Allocating 450 places to 10,000 and 100,000 ranked candidates under 12 overlapping quotas."""

from typing import Any

from benchmarks import world
from benchmarks.database import median_of
from trainees.joining.statuses import Outcome
from trainees.places.models import Quota
from trainees.selecting.actions import allocations
from trainees.selecting.actions.allocations import AllocationTerms

SIZES = (10_000, 100_000)
PLACES = 450
# Facts, ceiling and reserved share; with total and stream they make twelve that can bind.
LIMITS: list[tuple[dict[str, str], int, int]] = [
    ({"gender": "female"}, 450, 150),
    ({"gender": "male"}, 280, 0),
    ({"income_group": "LM"}, 440, 200),
    ({"country": "VN"}, 40, 20),
    ({"country": "IN"}, 40, 0),
    ({"country": "BD"}, 12, 5),
    ({"country": "KE"}, 12, 0),
    ({"country": "PH"}, 12, 0),
    ({"country": "VN", "gender": "female"}, 40, 10),
    ({"country": "UG", "gender": "male"}, 3, 0),
]


def measure() -> dict[str, Any]:
    """Seconds from the stored ranking to a proposal for everybody, at each size, and the growth."""
    made = world.build(ceiling=None)
    call, cohort = world.cohort(made, "ALLOCATION")
    _limit(made)
    results: dict[str, Any] = {"quotas": Quota.objects.filter(program=made.program).count()}
    present = 0
    for number, size in enumerate(SIZES, start=1):
        world.apply(made, call, cohort, size - present)
        present = size
        ranking = world.rank(made, cohort, number, size)
        world.settle()
        taken = allocations.compute(ranking, AllocationTerms()).with_outcome(Outcome.SELECTED)
        results[f"selected_{size}"] = len(taken)
        seconds = median_of(lambda ranking=ranking: allocations.compute(ranking, AllocationTerms()))
        results[f"seconds_{size}"] = round(seconds, 3)
    results["growth"] = round(results["seconds_100000"] / results["seconds_10000"], 2)
    return results


def _limit(made: world.World) -> None:
    total = {"program": made.program, "name_en": "Total", "ceiling": PLACES}
    Quota.objects.create(**total)
    Quota.objects.create(**total | {"stream": made.lmic, "floor": 300})
    for facts, ceiling, floor in LIMITS:
        Quota.objects.create(**total | facts | {"ceiling": ceiling, "floor": floor})
