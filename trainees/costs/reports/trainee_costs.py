"""What trainees cost: by enrolled and by completed, in four tables, against the ceiling figure.

What was committed for somebody who enrolled and is spent or still open is their own cost, less what
came back or was disallowed of it. All else that is committed and spent (lecturers, rooms, staff) is
shared by everybody who is enrolled.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from courses.cohorts.statuses import Modality
from courses.countries.statuses import IncomeGroup
from courses.programs.models import Stream
from grants.awards.models import Grant
from ivi_training.pages.money import per_head, share
from ivi_training.pages.signs import NOTHING
from trainees.costs.reports.recoveries import taken_back
from trainees.joining.models import Enrolment
from trainees.joining.statuses import LIVE_ENROLMENTS, EnrolmentStatus
from trainees.people.reports.small_counts import Number, protect
from trainees.places.models import QuotaVersionLine

_PLACE = "offer__place__"
_PLACED = [f"{_PLACE}{fact}" for fact in ("stream", "cohort", "modality", "income_group")]
_ITEMS = "offer__commitment__items__"


@dataclass(frozen=True)
class CostPerTrainee:
    """One group: people may be hidden, and with them every amount that would tell their number."""

    label: str
    enrolled: Number
    completed: Number
    cost: int | None
    ceiling: int | None

    @property
    def per_enrolled(self) -> int | None:
        """Own cost of each who is enrolled, in KRW."""
        return self._per(self.enrolled)

    @property
    def per_completed(self) -> int | None:
        """Own cost of each who completed, in KRW."""
        return self._per(self.completed)

    @property
    def of_ceiling(self) -> Decimal | None:
        """The cost of each who is enrolled as a part of the ceiling figure."""
        if self.per_enrolled is None or self.ceiling is None:
            return None
        return share(self.per_enrolled, self.ceiling)

    def _per(self, people: Number) -> int | None:
        if self.cost is None or isinstance(people, str):
            return None
        return per_head(self.cost, people)


@dataclass(frozen=True)
class TraineeCosts:
    """The whole grant, and the same people divided in four ways."""

    total: CostPerTrainee
    tables: list[tuple[str, str, list[CostPerTrainee]]]
    shared: int | None
    ceiling: int | None
    places: int | None

    @property
    def shared_per_enrolled(self) -> int | None:
        """What each who is enrolled bears of the shared cost, in KRW."""
        people = self.total.enrolled
        if self.shared is None or isinstance(people, str):
            return None
        return per_head(self.shared, people)


def trainee_costs(grant: Grant, used: int, *, is_protected: bool) -> TraineeCosts:
    """Divide what is used of the grant; protected, small groups of people are hidden."""
    cells = list(
        Enrolment.objects.filter(offer__commitment__grant=grant)
        .order_by()
        .values(*_PLACED)
        .annotate(
            enrolled=Count("pk", distinct=True, filter=Q(status__in=LIVE_ENROLMENTS)),
            completed=Count("pk", distinct=True, filter=Q(status=EnrolmentStatus.COMPLETED)),
            cost=Sum(F(f"{_ITEMS}open_amount") + F(f"{_ITEMS}spent_amount"), default=0),
        )
    )
    back = taken_back(grant)
    for cell in cells:
        cell["cost"] -= back.get(tuple(cell[fact] for fact in _PLACED), 0)
    streams = Stream.objects.filter(program=grant.program_id).in_bulk()
    cohorts = Cohort.objects.filter(program=grant.program_id).in_bulk()
    modalities, groups = dict(Modality.choices), dict(IncomeGroup.choices)
    ways: list[tuple[str, str, str, Callable[[Any], str]]] = [
        ("stream", _("By stream"), "stream", lambda pk: streams[pk].name if pk else NOTHING),
        ("cohort", _("By cohort"), "cohort", lambda pk: str(cohorts[pk])),
        ("modality", _("By way of teaching"), "modality", lambda key: str(modalities[key])),
        ("group", _("By country group"), "income_group", lambda key: str(groups.get(key, NOTHING))),
    ]
    places = _places_of_award(grant)
    ceiling = per_head(grant.awarded, places) if places else None
    whole = _Sum(_("Total"))
    for cell in cells:
        whole.add(cell)
    sums = [_by(cells, f"{_PLACE}{fact}", label) for _id, _title, fact, label in ways]
    total, tables = _shown(whole, sums, ceiling, is_protected=is_protected)
    return TraineeCosts(
        total=total,
        tables=[(way[0], way[1], rows) for way, rows in zip(ways, tables, strict=True)],
        shared=None if total.cost is None else used - whole.cost,
        ceiling=ceiling,
        places=places,
    )


@dataclass
class _Sum:
    """People and their own cost, before anything is hidden."""

    label: str
    enrolled: int = 0
    completed: int = 0
    cost: int = 0

    def add(self, cell: dict[str, Any]) -> None:
        self.enrolled += cell["enrolled"]
        self.completed += cell["completed"]
        self.cost += cell["cost"]


def _by(cells: Iterable[dict[str, Any]], fact: str, label: Callable[[Any], str]) -> list[_Sum]:
    """The cells of each value of a fact, in the order of their names."""
    groups: dict[Any, _Sum] = {}
    for cell in cells:
        groups.setdefault(cell[fact], _Sum(label(cell[fact]))).add(cell)
    return sorted(groups.values(), key=lambda group: group.label)


def _shown(
    total: _Sum, tables: list[list[_Sum]], ceiling: int | None, *, is_protected: bool
) -> tuple[CostPerTrainee, list[list[CostPerTrainee]]]:
    """The sums as this reader may see them; one hidden number hides the amount beside it."""
    people: dict[str, tuple[Number, list[list[Number]]]] = {}
    for measure in ("enrolled", "completed"):
        counts = [[getattr(row, measure) for row in rows] for rows in tables]
        whole = getattr(total, measure)
        people[measure] = protect(whole, counts) if is_protected else (whole, counts)

    def cost(row: _Sum, enrolled: Number, completed: Number) -> CostPerTrainee:
        is_hidden = isinstance(enrolled, str) or isinstance(completed, str)
        return CostPerTrainee(
            row.label, enrolled, completed, None if is_hidden else row.cost, ceiling
        )

    (enrolled, of_enrolled), (completed, of_completed) = people["enrolled"], people["completed"]
    return cost(total, enrolled, completed), [
        [cost(*cells) for cells in zip(*columns, strict=True)]
        for columns in zip(tables, of_enrolled, of_completed, strict=True)
    ]


def _places_of_award(grant: Grant) -> int | None:
    """The first ceiling of the quota on nothing in particular: the places of the award."""
    lines = QuotaVersionLine.objects.filter(
        version__program=grant.program_id, version__number=1
    ).select_related("quota")
    of_all = [line for line in lines if not line.quota.given]
    return of_all[0].ceiling if of_all else None
