"""What stands above a cohort's board: its applications by status, from the tallies."""

from dataclasses import dataclass

from django.db.models import Sum

from courses.cohorts.models import Cohort
from trainees.applying.statuses import ApplicationStatus
from trainees.places.actions.quotas import seat_limit
from trainees.places.models import Quota, Tally
from trainees.selecting.models import Decision


@dataclass(frozen=True)
class CohortSummary:
    """Counts of one cohort: by status, staged, and the seats."""

    by_status: list[tuple[str, str, int]]
    staged: int
    seats: Quota | None


def summary(cohort: Cohort) -> CohortSummary:
    """Count without counting: cells of the tallies, and the few staged decisions."""
    counts = dict(
        Tally.objects.filter(cohort=cohort, thing=Tally.Thing.APPLICATION)
        .values_list("status")
        .annotate(n=Sum("count"))
    )
    return CohortSummary(
        by_status=[
            (value, str(label), counts[value])
            for value, label in ApplicationStatus.choices
            if counts.get(value)
        ],
        staged=Decision.objects.staged().filter(application__cohort=cohort).count(),
        seats=seat_limit(cohort),
    )
