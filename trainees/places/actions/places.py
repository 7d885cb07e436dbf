"""Taking and releasing places: no quota is oversubscribed, no reserved share eaten into."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.programs.actions import programs
from trainees.applying.models import Application
from trainees.places.actions import vacancies
from trainees.places.actions.limits import Limits, Obstacle, QuotaState, load_names
from trainees.places.errors import (
    ChangedMeanwhile,
    PlaceRefused,
    PlacesReserved,
    QuotaFull,
    SeatHeld,
    StreamUndecided,
)
from trainees.places.models import Place, Quota
from trainees.places.triggers.facts import facts_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class QuotaEffect:
    """What a set of new places would do to one quota, and to what is reserved in it."""

    quota: Quota
    taken: int
    reserved: int = 0
    floors: tuple[Quota, ...] = ()

    @property
    def used_after(self) -> int:
        return self.quota.used + self.taken

    @property
    def over(self) -> int:
        """By how many places the ceiling would be passed, reserved ones kept; 0 when it holds."""
        return max(0, self.used_after + self.reserved - self.quota.ceiling)


@dataclass(frozen=True)
class SeatTaken:
    """The person sits in the cohort by another application: no quota, and yet in the way."""

    kind: ClassVar = Obstacle.Kind.SEAT

    def __str__(self) -> str:
        return gettext("This person has a place in this cohort by another application.")


def facts(application: Application) -> dict[str, Any]:
    cohort = application.cohort
    return {"program_id": cohort.program_id} | facts_of(application, cohort)


def effects(program_id: int, applications: Iterable[Application]) -> list[QuotaEffect]:
    """What a place for each of these would do to the quotas of the program, full or not.

    Of the quotas that a rule makes only those that would break are told, or else the fullest one.
    """
    wanted = [facts(application) for application in applications]
    limits = Limits.read(program_id, wanted)
    for place in wanted:
        limits.count(place)
    made = [_effect(state) for state in limits.by_hand]
    for rule in limits.rules:
        rows = [_effect(s) for (pk, _value), s in limits.of_rules.items() if pk == rule.pk]
        rows.sort(key=lambda effect: effect.quota.ceiling - effect.used_after)
        made += [effect for effect in rows if effect.over] or rows[:1]
    return made


def obstacles(
    program_id: int, applications: Collection[Application]
) -> dict[int, list[Obstacle | SeatTaken]]:
    """What would stop each of these from getting one place now; an empty list stops nobody.

    A fixed number of queries for any number of applications, which come with their cohorts. Each
    is asked alone: `Limits` answers about one after the other. An undecided stream is no quota;
    `take` refuses it. The place that an application holds itself is not in its own way.
    """
    wanted = {application.pk: facts(application) for application in applications}
    limits = Limits.read(program_id, wanted.values())
    seats = Place.objects.seats(applications)
    found: dict[int, list[Obstacle | SeatTaken]] = {}
    for one in applications:
        sits_by = seats.get((one.applicant_id, one.cohort_id), one.pk)
        seat = [SeatTaken()] if sits_by != one.pk else []
        found[one.pk] = [*seat, *limits.obstacles(wanted[one.pk])]
    load_names(state.quota for state in limits.states())
    return found


def take(applications: Sequence[Application]) -> list[Place]:
    """Take a place for each application of one program, all or none, in the caller's transaction.

    Refused where a quota has too few left, or too few that are not reserved, naming it, where a
    stream is undecided, and where somebody would sit twice in one cohort; what the database
    refuses for any other reason is logged.
    """
    if not applications:
        return []
    program_id = applications[0].cohort.program_id
    programs.lock(program_id)
    for application in applications:
        if application.stream_id is None:
            raise StreamUndecided(
                _("%(application)s: decide the stream first, on the application's page.")
                % {"application": application}
            )
    wanted = [_place(application) for application in applications]
    try:
        with transaction.atomic():
            return Place.objects.bulk_create(wanted)
    except IntegrityError as refusal:
        _explain(program_id, applications)
        raise _unexplained(refusal, applications) from refusal


def _explain(program_id: int, applications: Sequence[Application]) -> None:
    """Say which rule the database has kept: nothing has moved since, the program is locked."""
    _refuse_second_seat(applications)
    _refuse_merged_since(applications)
    for effect in effects(program_id, applications):
        if effect.taken and effect.over:
            raise _refusal(effect)


def _unexplained(refusal: IntegrityError, applications: Sequence[Application]) -> PlaceRefused:
    """A rule that only the database knows, or sees differently: ours to look into, so logged."""
    numbers = [application.pk for application in applications]
    logger.error("no rule explains why places were refused: %s", numbers, exc_info=refusal)
    return PlaceRefused(
        _("The database refused it, for another reason than a quota, a reserved share or a seat."),
        then=[
            _("Try again: something may have changed at the same moment."),
            _("If it is refused again, tell the administrators of this site. It has been logged."),
        ],
    )


def _place(application: Application) -> Place:
    """A place not yet taken; its cohort is at hand for the mails that name it."""
    place = Place(
        application=application, applicant_id=application.applicant_id, **facts(application)
    )
    place.cohort = application.cohort
    return place


def _refuse_second_seat(applications: Sequence[Application]) -> None:
    """Two calls may lead to one cohort, so a person may have applied for the same seat twice."""
    seats = Place.objects.seats(applications)
    for application in applications:
        seat = application.applicant_id, application.cohort_id
        if seat in seats:
            raise SeatHeld(
                _("%(application)s: this person has a place in %(cohort)s by another application.")
                % {"application": application, "cohort": application.cohort},
                then=[
                    _("Nothing was changed: no offer was made and nobody was written to."),
                    _("Leave one of the two applications out."),
                ],
            )
        seats[seat] = application.pk


def _refuse_merged_since(applications: Sequence[Application]) -> None:
    """An employer was merged after these were read: what a place counts as has changed."""
    now = dict(
        Application.objects.filter(pk__in=[application.pk for application in applications])
        .order_by()
        .values_list("pk", "organisation")
    )
    if any(now[application.pk] != application.organisation_id for application in applications):
        raise ChangedMeanwhile(
            _("The employer of one of them was merged into another organisation at this moment."),
            then=[_("Nothing was changed: look again, and repeat the step.")],
        )


def release(place: Place, *, reason: str) -> None:
    """Give the place back to every quota that counts it; a second release does nothing."""
    live = Place.objects.live().filter(pk=place.pk)
    live.update(released_at=timezone.now(), release_reason=reason[:200])
    vacancies.request_promotions()


def _effect(state: QuotaState) -> QuotaEffect:
    reserving = state.reserving()
    return QuotaEffect(
        quota=state.quota,
        taken=state.used - state.quota.used,
        reserved=sum(floor.unmet for floor in reserving),
        floors=tuple(floor.quota for floor in reserving),
    )


def _refusal(effect: QuotaEffect) -> QuotaFull:
    """The quota that is in the way, with its numbers; what is reserved is told apart."""
    numbers = {
        "quota": effect.quota.name,
        "used": effect.quota.used,
        "ceiling": effect.quota.ceiling,
        "wanted": effect.taken,
        "reserved": effect.reserved,
        "floors": ", ".join(floor.name for floor in effect.floors),
    }
    then = [
        _("Nothing was changed: no offer was made and nobody was written to."),
        _("Select fewer people, put them on the waiting list, or revise the quota first."),
    ]
    if effect.used_after > effect.quota.ceiling:
        message = _(
            "%(quota)s: %(used)s of %(ceiling)s places are taken and %(wanted)s more would be "
            "needed."
        )
        return QuotaFull(message % numbers, then=then)
    message = _(
        "%(quota)s: %(used)s of %(ceiling)s places are taken, %(wanted)s more would be needed, and "
        "%(reserved)s must stay free for %(floors)s."
    )
    return PlacesReserved(message % numbers, then=then)
