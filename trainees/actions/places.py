"""Taking and releasing places: a quota is never oversubscribed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions import programs
from trainees.errors import QuotaFull, StreamUndecided
from trainees.models import Application, Place, Quota


@dataclass(frozen=True)
class QuotaEffect:
    """What a set of new places would do to one quota."""

    quota: Quota
    taken: int

    @property
    def used_after(self) -> int:
        """Places that would count in the quota."""
        return self.quota.used + self.taken

    @property
    def over(self) -> int:
        """By how many places the ceiling would be passed; 0 when it holds."""
        return max(0, self.used_after - self.quota.ceiling)


def facts(application: Application) -> dict[str, Any]:
    """The facts of a place for this application, as quotas look at them."""
    return {
        "program_id": application.cohort.program_id,
        "course_id": application.cohort.course_id,
        "cohort_id": application.cohort_id,
        "modality": application.cohort.modality,
        "stream_id": application.stream_id,
        "country": application.country,
        "income_group": application.income_group,
        "gender": application.gender,
        "organisation_id": application.organisation_id,
    }


def effects(program_id: int, applications: Iterable[Application]) -> list[QuotaEffect]:
    """What a place for each of these would do to every quota of the program, full or not."""
    quotas = list(Quota.objects.filter(program_id=program_id).for_list())
    taken: Counter[int] = Counter()
    for application in applications:
        wanted = facts(application)
        taken.update(quota.pk for quota in quotas if quota.matches(wanted))
    return [QuotaEffect(quota, taken[quota.pk]) for quota in quotas]


@transaction.atomic
def take(applications: Sequence[Application]) -> list[Place]:
    """Take a place for each application of one program, all or none.

    Refused where a quota has too few left, naming it, and where a stream is undecided.
    """
    if not applications:
        return []
    program = programs.lock(applications[0].cohort.program_id)
    for application in applications:
        if application.stream_id is None:
            raise StreamUndecided(
                _("%(application)s: decide the stream first, on the application's page.")
                % {"application": application}
            )
    for effect in effects(program.pk, applications):
        if effect.over:
            raise _full(effect)
    return Place.objects.bulk_create(
        Place(application=application, **facts(application)) for application in applications
    )


def release(place: Place, *, reason: str) -> None:
    """Give the place back to every quota that counts it; a second release does nothing."""
    live = Place.objects.live().filter(pk=place.pk)
    live.update(released_at=timezone.now(), release_reason=reason[:200])


def _full(effect: QuotaEffect) -> QuotaFull:
    return QuotaFull(
        _(
            "%(quota)s: %(used)s of %(ceiling)s places are taken and %(wanted)s more would be "
            "needed."
        )
        % {
            "quota": effect.quota.name,
            "used": effect.quota.used,
            "ceiling": effect.quota.ceiling,
            "wanted": effect.taken,
        },
        then=[
            _("Nothing was changed: no offer was made and nobody was written to."),
            _("Select fewer people, put them on the waiting list, or revise the quota first."),
        ],
    )
