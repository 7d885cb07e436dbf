"""What the dashboard shows: tallies, quotas and lines, read in a fixed set of queries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django_countries import countries

from courses.models import CountryClassification, Program
from grants.models import BudgetLine, Grant
from trainees.models import Quota, QuotaVersion, QuotaVersionLine, Tally
from trainees.models.counting import FACTS
from trainees.reports.money import Money
from trainees.statuses import (
    LIVE_ENROLMENTS,
    ApplicationStatus,
    Gender,
    OfferStatus,
    OnlineStatus,
)

COUNTRIES_IN_CHART = 15
NOTHING = "-"
# Chart colours by what they mean, the same in every chart: enrolled or spent, promised, the rest.
SURE, PROMISED, WHOLE = 1, 2, 6
_PASSED_SCREENING = {
    ApplicationStatus.ELIGIBLE,
    ApplicationStatus.IN_REVIEW,
    ApplicationStatus.SELECTED,
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.NOT_SELECTED,
}


@dataclass
class Counts:
    """Applied, offered and enrolled, of one group."""

    label: str
    applied: int = 0
    eligible: int = 0
    selected: int = 0
    waitlisted: int = 0
    offered: int = 0
    waiting: int = 0
    enrolled: int = 0
    online: int = 0  # without a place, in no quota

    def add(self, cell: Tally) -> None:
        """Count one cell of the tallies."""
        if cell.thing == Tally.Thing.APPLICATION:
            self.applied += cell.count
            self.eligible += cell.count * (cell.status in _PASSED_SCREENING)
            self.selected += cell.count * (cell.status == ApplicationStatus.SELECTED)
            self.waitlisted += cell.count * (cell.status == ApplicationStatus.WAITLISTED)
        elif cell.thing == Tally.Thing.OFFER:
            # A deferred one is counted as the offer that followed it, in the later cohort.
            self.offered += cell.count * (cell.status != OfferStatus.DEFERRED)
            self.waiting += cell.count * (cell.status == OfferStatus.SENT)
        elif cell.thing == Tally.Thing.ONLINE:
            self.online += cell.count * (cell.status == OnlineStatus.ENROLLED)
        else:
            self.enrolled += cell.count * (cell.status in LIVE_ENROLMENTS)


@dataclass(frozen=True)
class QuotaProgress:
    """One quota against what counts in it: as agreed on the day that is asked, and in the award."""

    quota: Quota
    award: int | None
    counts: Counts
    agreed: QuotaVersionLine | None = None

    @property
    def ceiling(self) -> int:
        """The ceiling of the version that is shown."""
        return self.agreed.ceiling if self.agreed else self.quota.ceiling

    @property
    def floor(self) -> int:
        """The reserved share of the version that is shown."""
        return self.agreed.floor if self.agreed else self.quota.floor

    @property
    def free(self) -> int:
        """Places that the version shown would leave today."""
        return self.ceiling - self.quota.used

    @property
    def is_of_a_stream(self) -> bool:
        """Whether the quota is on a stream and on nothing else."""
        facts = {fact for fact in FACTS if getattr(self.quota, fact)}
        return facts == {"stream_id"}


Chart = dict[str, Any]


@dataclass(frozen=True)
class Dashboard:
    """Everything one page shows of one program."""

    program: Program
    total: Counts
    quotas: list[QuotaProgress]
    by_stream: list[Counts]
    by_cohort: list[Counts]
    by_country: list[Counts]
    by_gender: list[Counts]
    money: Money
    versions: list[QuotaVersion]
    shown: QuotaVersion | None = None

    @property
    def by_stream_quota(self) -> list[QuotaProgress]:
        """Progress of each stream that has a quota of its own; never one blended figure."""
        return [progress for progress in self.quotas if progress.is_of_a_stream]

    @property
    def funnel(self) -> list[tuple[str, int]]:
        """From submitted to enrolled."""
        return [
            (_("Submitted"), self.total.applied),
            (_("Eligible"), self.total.eligible),
            (_("Offered"), self.total.offered),
            (_("Enrolled"), self.total.enrolled),
        ]

    @property
    def funnel_chart(self) -> Chart:
        """The funnel as the chart component draws it."""
        return {
            "labels": [label for label, _count in self.funnel],
            "series": [{"label": _("People"), "values": [count for _label, count in self.funnel]}],
        }

    @property
    def quota_chart(self) -> Chart:
        """Enrolled, and offered beyond that, beside each ceiling."""
        return {
            "labels": [progress.quota.name for progress in self.quotas],
            "series": [
                _series(_("Enrolled"), SURE, [q.counts.enrolled for q in self.quotas]),
                _series(_("Ceiling"), WHOLE, [q.ceiling for q in self.quotas]),
            ],
        }

    @property
    def stream_chart(self) -> Chart:
        """Applied, offered, enrolled by stream."""
        return _chart(self.by_stream)

    @property
    def cohort_chart(self) -> Chart:
        """Applied, offered, enrolled by cohort."""
        return _chart(self.by_cohort)

    @property
    def country_chart(self) -> Chart:
        """Enrolled by country, the largest first."""
        return _chart(self.by_country[:COUNTRIES_IN_CHART])

    @property
    def gender_chart(self) -> Chart:
        """Applied, offered, enrolled by gender."""
        return _chart(self.by_gender)

    @property
    def budget_chart(self) -> Chart:
        """Spent, committed and available of each line."""
        lines = self.money.lines
        return {
            "labels": [line.name for line in lines],
            "series": [
                _series(_("Spent"), SURE, [line.spent for line in lines]),
                _series(_("Committed"), PROMISED, [line.committed for line in lines]),
                _series(_("Available"), WHOLE, [line.available for line in lines]),
            ],
        }


def _chart(groups: list[Counts]) -> Chart:
    return {
        "labels": [counts.label for counts in groups],
        "series": [
            _series(_("Applied"), WHOLE, [counts.applied for counts in groups]),
            _series(_("Offered"), PROMISED, [counts.offered for counts in groups]),
            _series(_("Enrolled"), SURE, [counts.enrolled for counts in groups]),
        ],
    }


def _series(label: str, color: int, values: list[int]) -> dict[str, Any]:
    return {"label": label, "color": color, "values": values}


def program_to_open() -> Program | None:
    """The newest program that has enrolled somebody; the newest of all where none has."""
    enrolled = Tally.objects.filter(thing=Tally.Thing.ENROLMENT, count__gt=0)
    running = Program.objects.filter(cohorts__in=enrolled.values("cohort"))
    return running.first() or Program.objects.first()


def build(program: Program, on: date | None = None) -> Dashboard:
    """Read the dashboard of a program; its cost does not grow with the applications.

    With a day, beside the ceilings and reserved shares of the version in force then.
    """
    versions = list(QuotaVersion.objects.filter(program=program).order_by("number"))
    shown = [version for version in versions if on and version.effective_on <= on][-1:]
    cells = list(
        Tally.objects.filter(cohort__program=program, count__gt=0).select_related(
            "stream", "cohort"
        )
    )
    total = Counts(_("Total"))
    for cell in cells:
        total.add(cell)
    genders = dict(Gender.choices)
    grants = list(Grant.objects.filter(program=program))
    return Dashboard(
        program=program,
        total=total,
        quotas=_quotas(program, cells, shown[0] if shown else None),
        by_stream=_group(cells, lambda c: c.stream.name if c.stream else _("To be decided")),
        by_cohort=_group(cells, lambda c: str(c.cohort)),
        by_country=_group(cells, lambda c: countries.name(str(c.country)) or NOTHING),
        by_gender=_group(cells, lambda c: str(genders.get(c.gender, NOTHING))),
        money=Money(
            grants=grants,
            lines=list(BudgetLine.objects.filter(grant__in=[g.pk for g in grants])),
            enrolled=total.enrolled,
        ),
        versions=versions,
        shown=shown[0] if shown else None,
    )


def _group(cells: Iterable[Tally], label: Callable[[Tally], str]) -> list[Counts]:
    """Counts by a label, the largest number of enrolled first, then of applications."""
    groups: dict[str, Counts] = {}
    for cell in cells:
        name = label(cell)
        groups.setdefault(name, Counts(name)).add(cell)
    return sorted(groups.values(), key=lambda c: (-c.enrolled, -c.applied, c.label))


def _quotas(
    program: Program, cells: list[Tally], shown: QuotaVersion | None
) -> list[QuotaProgress]:
    """Quotas made by hand: those open now, or all that stand in the version shown."""
    lines = QuotaVersionLine.objects.filter(
        Q(version__number=1) | Q(version=shown), version__program=program
    )
    agreed: dict[int, QuotaVersionLine] = {}
    award: dict[int, int] = {}
    for line in lines.select_related("version"):
        if shown is not None and line.version_id == shown.pk:
            agreed[line.quota_id] = line
        if line.version.number == 1:
            award[line.quota_id] = line.ceiling
    rows = CountryClassification.objects.filter(vintage=program.vintage_id)
    groups = dict(rows.values_list("country", "income_group"))
    found = Quota.objects.made_by_hand().filter(program=program).for_list()
    return [
        QuotaProgress(
            quota, award.get(quota.pk), _counts_in(quota, cells, groups), agreed.get(quota.pk)
        )
        for quota in (found.filter(pk__in=agreed) if shown else found.open())
    ]


def _counts_in(quota: Quota, cells: Iterable[Tally], groups: dict[str, str]) -> Counts:
    """Applied, offered and enrolled of those that the quota counts; `groups` is by country."""
    counts = Counts(quota.name)
    for cell in cells:
        if (
            quota.stream_id in (None, cell.stream_id)
            and quota.cohort_id in (None, cell.cohort_id)
            and quota.course_id in (None, cell.cohort.course_id)
            and quota.modality in ("", cell.cohort.modality)
            and str(quota.country) in ("", str(cell.country))
            and quota.income_group in ("", groups.get(str(cell.country)))
            and quota.gender in ("", cell.gender)
        ):
            counts.add(cell)
    return counts
