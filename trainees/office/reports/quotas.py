"""The quotas of a program as they stand: who holds their places, what is free, what binds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q

from courses.cohorts.models import Cohort
from courses.programs.models import Program, Stream
from trainees.applying.models import Application
from trainees.joining.statuses import EnrolmentStatus, OfferStatus
from trainees.places.actions import places
from trainees.places.actions.limits import Limits, Obstacle, QuotaState
from trainees.places.actions.places import SeatTaken
from trainees.places.models import FloorAct, Quota, QuotaRule
from trainees.places.triggers.counters import count_query

FOUND_AT_MOST = 20
_STARTED = (EnrolmentStatus.IN_TRAINING, EnrolmentStatus.COMPLETED, EnrolmentStatus.NOT_COMPLETED)
# Live places with what their holders have come to.
_HELD = """
    SELECT l.*, (o.status = %(sent)s)::int AS offered,
           coalesce(e.status = ANY (%(started)s), false)::int AS enrolled
      FROM trainees_place l LEFT JOIN trainees_offer o ON o.place_id = l.id
      LEFT JOIN trainees_enrolment e ON e.offer_id = o.id
     WHERE l.released_at IS NULL AND l.program_id = %(program)s"""


@dataclass(frozen=True)
class QuotaRow:
    """One quota: its numbers, and what is kept in it for others."""

    quota: Quota
    offered: int
    enrolled: int
    reserved: int
    floors: tuple[Quota, ...]

    @property
    def accepted(self) -> int:
        """Places of people who have accepted and not begun."""
        return self.quota.used - self.offered - self.enrolled

    @property
    def open_to_all(self) -> int:
        """Free places that anybody who matches may take."""
        return max(0, self.quota.free - self.reserved)


@dataclass(frozen=True)
class NarrowestQuota:
    """What limits a person of one stream in one cohort, for whom nothing is reserved."""

    stream: Stream
    cohort: Cohort
    quota: Quota | None
    left: int


@dataclass(frozen=True)
class RuleRow:
    """A rule with the quotas that it made: how many, how many full, the fullest."""

    rule: QuotaRule
    values: int
    full: int
    fullest: Quota | None


@dataclass(frozen=True)
class QuotasOverview:
    """Everything the page of a program's quotas shows."""

    rows: list[QuotaRow]
    rules: list[RuleRow]
    bindings: list[NarrowestQuota]
    closed: list[Quota]
    acts: list[FloorAct]


@dataclass(frozen=True)
class PersonObstacles:
    """What would stop one person now; nothing when the list is empty."""

    application: Application
    has_place: bool
    obstacles: list[Obstacle | SeatTaken] = field(default_factory=list)

    @property
    def is_undecided(self) -> bool:
        return self.application.stream_id is None


def overview(program: Program) -> QuotasOverview:
    """Read the quotas of a program in a fixed number of queries."""
    limits = Limits.read(program.pk, [])
    held = _held(program)
    closed = Quota.objects.made_by_hand().filter(program=program, closed_at__isnull=False)
    return QuotasOverview(
        rows=[_row(state, *held.get(state.quota.pk, (0, 0))) for state in limits.by_hand],
        rules=_rules(limits.rules),
        bindings=_bindings(program, limits),
        closed=list(closed.select_related("closed_by")),
        acts=list(
            FloorAct.objects.filter(quota__program=program).select_related("quota", "made_by")
        ),
    )


def people(program: Program, words: str) -> list[PersonObstacles]:
    """The people of a program whose name or reference contains the words, and what stops each."""
    received = Application.objects.received().filter(cohort__program=program).search(words)
    return what_stops(program.pk, received.for_list().prefetch_related("places")[:FOUND_AT_MOST])


def what_stops(program_id: int, applications: Iterable[Application]) -> list[PersonObstacles]:
    asked = list(applications)
    live = {
        place.application_id
        for application in asked
        for place in application.places.all()
        if place.released_at is None
    }
    found = places.obstacles(program_id, asked)
    return [PersonObstacles(a, a.pk in live, found[a.pk]) for a in asked]


def _held(program: Program) -> dict[int, tuple[int, int]]:
    """Places of each quota made by hand: offered, and of people who have begun."""
    query = f"""
        SELECT h.id, h.offered, h.enrolled
          FROM ({count_query(_HELD, "sum(p.offered), sum(p.enrolled)")}) h (id, offered, enrolled)
          JOIN trainees_quota q ON q.id = h.id WHERE q.rule_id IS NULL"""  # noqa: S608 - fixed parts
    started = [str(status) for status in _STARTED]
    facts: dict[str, Any] = {
        "sent": str(OfferStatus.SENT),
        "started": started,
        "program": program.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        return {pk: (int(offered), int(enrolled)) for pk, offered, enrolled in cursor.fetchall()}


def _row(state: QuotaState, offered: int, enrolled: int) -> QuotaRow:
    reserving = state.reserving()
    return QuotaRow(
        quota=state.quota,
        offered=offered,
        enrolled=enrolled,
        reserved=sum(floor.unmet for floor in reserving),
        floors=tuple(floor.quota for floor in reserving),
    )


def _rules(rules: list[QuotaRule]) -> list[RuleRow]:
    made = Quota.objects.open().filter(rule__in=rules)
    counts = {
        pk: (values, full)
        for pk, values, full in made.order_by()
        .values_list("rule")
        .annotate(values=Count("pk"), full=Count("pk", filter=Q(used__gte=F("ceiling"))))
    }
    first = made.order_by("rule_id", F("ceiling") - F("used"), "-used", "pk").distinct("rule_id")
    fullest = {q.rule_id: q for q in made.filter(pk__in=first.values("pk")).for_list()}
    return [
        RuleRow(rule, *counts.get(rule.pk, (0, 0)), fullest=fullest.get(rule.pk)) for rule in rules
    ]


def _bindings(program: Program, limits: Limits) -> list[NarrowestQuota]:
    cohorts = Cohort.objects.filter(program=program).order_by("starts_on", "pk")
    streams = list(program.streams.order_by("position"))
    return [_binding(stream, cohort, limits) for cohort in cohorts for stream in streams]


def _binding(stream: Stream, cohort: Cohort, limits: Limits) -> NarrowestQuota:
    group = {
        "stream_id": stream.pk,
        "cohort_id": cohort.pk,
        "course_id": cohort.course_id,
        "modality": cohort.modality,
    }
    left = [
        (state.free - sum(floor.unmet for floor in state.reserving()), state.quota)
        for state in limits.matching(group)
    ]
    if not left:
        return NarrowestQuota(stream, cohort, None, 0)
    number, quota = min(left, key=lambda pair: pair[0])
    return NarrowestQuota(stream, cohort, quota, max(0, number))
