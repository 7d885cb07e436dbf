"""What stands above a cohort's board: its applications by status, from the tallies."""

from dataclasses import dataclass

from django.db.models import Sum

from courses.models import Cohort
from trainees.actions.quotas import seat_limit
from trainees.models import Decision, Quota, Tally
from trainees.statuses import ApplicationStatus


@dataclass(frozen=True)
class Summary:
    """Counts of one cohort: by status, staged, and the seats."""

    by_status: list[tuple[str, str, int]]
    staged: int
    seats: Quota | None


def summary(cohort: Cohort) -> Summary:
    """Count without counting: cells of the tallies, and the few staged decisions."""
    counts = dict(
        Tally.objects.filter(cohort=cohort, thing=Tally.Thing.APPLICATION)
        .values_list("status")
        .annotate(n=Sum("count"))
    )
    return Summary(
        by_status=[
            (value, str(label), counts[value])
            for value, label in ApplicationStatus.choices
            if counts.get(value)
        ],
        staged=Decision.objects.staged().filter(application__cohort=cohort).count(),
        seats=seat_limit(cohort),
    )
