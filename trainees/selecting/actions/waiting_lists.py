"""Waiting lists: people enter in the order of the ranking, late ones at the end; it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from courses.cohorts.models import Cohort
from trainees.applying.models import Application
from trainees.reviewing.actions import rankings
from trainees.reviewing.models import RankedApplication, Ranking
from trainees.selecting.models import WaitingEntry


@dataclass(frozen=True)
class WaitingPosition:
    """Where somebody stands among those of the same cohort and stream."""

    entry: WaitingEntry
    ahead: int

    @property
    def position(self) -> int:
        """Their number now: those who left are not counted."""
        return self.ahead + 1


def enter(applications: Sequence[Application]) -> None:
    """Put people of one cohort on its list, who have just become "on the waiting list".

    Those of the latest ranking stand by their rank there, whatever the order of the calls;
    the others come after, by order of submission. Nobody on the list already moves.
    """
    if not applications:
        return
    cohort = applications[0].cohort
    ranking = rankings.latest(cohort)
    ranks = _ranks(ranking, applications)
    base = _base(cohort, ranking)
    last = max(base + (ranking.row_count if ranking else 0), _last(cohort))
    entries = []
    for application in sorted(applications, key=lambda a: (a.submitted_at, a.pk)):
        rank = ranks.get(application.pk)
        last += rank is None
        entries.append(
            WaitingEntry(
                application=application,
                cohort=cohort,
                stream_id=application.stream_id,
                ranking=ranking if rank else None,
                position=last if rank is None else base + rank,
            )
        )
    WaitingEntry.objects.bulk_create(entries)


def position_of(application: Application) -> WaitingPosition | None:
    """Where a waiting person stands within their group; nothing for who does not wait."""
    entry = WaitingEntry.objects.waiting().filter(application=application).first()
    return WaitingPosition(entry, WaitingEntry.objects.ahead_of(entry).count()) if entry else None


def _ranks(ranking: Ranking | None, applications: Sequence[Application]) -> dict[int, int]:
    """The rank of each that has one; not of who stood on the list by this ranking before."""
    if ranking is None:
        return {}
    found = RankedApplication.objects.filter(ranking=ranking, application__in=applications)
    before = WaitingEntry.objects.filter(ranking=ranking, application__in=applications)
    again = set(before.values_list("application", flat=True))
    return {
        pk: rank for pk, rank in found.values_list("application", "position") if pk not in again
    }


def _base(cohort: Cohort, ranking: Ranking | None) -> int:
    """What is added to the ranks of this ranking: those of an older one stand before them."""
    if ranking is None:
        return 0
    first = WaitingEntry.objects.filter(cohort=cohort, ranking=ranking).first()
    if first is None:
        return _last(cohort)
    rank = RankedApplication.objects.get(ranking=ranking, application=first.application_id)
    return first.position - rank.position


def _last(cohort: Cohort) -> int:
    return WaitingEntry.objects.filter(cohort=cohort).aggregate(n=Max("position"))["n"] or 0
