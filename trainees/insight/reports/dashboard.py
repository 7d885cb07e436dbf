"""What the dashboard shows: tallies, quotas and lines, read in a fixed set of queries."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django_countries import countries

from courses.programs.models import Program
from grants.awards.models import BudgetLine, Grant
from trainees.insight.reports.counts import Counts, CountsRow
from trainees.insight.reports.money import ProgramAmounts
from trainees.insight.reports.quota_counts import of_quotas
from trainees.people.reports.small_counts import BESIDE, Number
from trainees.people.statuses import Gender
from trainees.places.models import Quota, QuotaVersion, QuotaVersionLine, Tally

COUNTRIES_IN_CHART = 15
NOTHING = "-"
# Chart colours by what they mean, the same in every chart: enrolled or spent, promised, the rest.
SURE, PROMISED, WHOLE = 1, 2, 6


@dataclass(frozen=True)
class QuotaProgress:
    """One quota against what counts in it: as agreed on the day that is asked, and in the award."""

    quota: Quota
    award: int | None
    counts: CountsRow
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
    def free(self) -> Number:
        """Places that the version shown would leave today; hidden with who is enrolled."""
        if isinstance(self.counts.enrolled, str):
            return BESIDE
        return self.ceiling - self.quota.used

    @property
    def is_of_all(self) -> bool:
        """Whether the quota is on nothing in particular."""
        return not self.quota.given

    @property
    def is_of_a_stream(self) -> bool:
        """Whether the quota is on a stream and on nothing else."""
        return set(self.quota.given) == {"stream_id"}


Chart = dict[str, Any]


@dataclass(frozen=True)
class Dashboard:
    """Everything one page shows of one program."""

    program: Program
    total: CountsRow
    quotas: list[QuotaProgress]
    by_stream: Sequence[CountsRow]
    by_cohort: Sequence[CountsRow]
    by_country: Sequence[CountsRow]
    by_gender: Sequence[CountsRow]
    money: ProgramAmounts
    versions: list[QuotaVersion]
    shown: QuotaVersion | None = None
    # Whether small counts are hidden: then charts of groups are left out.
    is_shared: bool = False

    @property
    def by_stream_quota(self) -> list[QuotaProgress]:
        """Progress of each stream that has a quota of its own; never one blended figure."""
        return [progress for progress in self.quotas if progress.is_of_a_stream]

    @property
    def funnel(self) -> list[tuple[str, Number]]:
        return [
            (_("Submitted"), self.total.applied),
            (_("Eligible"), self.total.eligible),
            (_("Offered"), self.total.offered),
            (_("Enrolled"), self.total.enrolled),
        ]

    @property
    def funnel_chart(self) -> Chart:
        return {
            "labels": [label for label, _count in self.funnel],
            "series": [_series(_("People"), SURE, [count for _label, count in self.funnel])],
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
    def stream_chart(self) -> Chart | None:
        return self._chart(self.by_stream)

    @property
    def cohort_chart(self) -> Chart | None:
        return self._chart(self.by_cohort)

    @property
    def country_chart(self) -> Chart | None:
        return self._chart(self.by_country[:COUNTRIES_IN_CHART])

    @property
    def gender_chart(self) -> Chart | None:
        return self._chart(self.by_gender)

    def _chart(self, groups: Sequence[CountsRow]) -> Chart | None:
        return None if self.is_shared else _chart(groups)

    @property
    def budget_chart(self) -> Chart:
        lines = self.money.lines
        return {
            "labels": [line.name for line in lines],
            "series": [
                _series(_("Spent"), SURE, [line.spent for line in lines]),
                _series(_("Committed"), PROMISED, [line.committed for line in lines]),
                _series(_("Available"), WHOLE, [line.available for line in lines]),
            ],
        }


def _chart(groups: Sequence[CountsRow]) -> Chart:
    return {
        "labels": [counts.label for counts in groups],
        "series": [
            _series(_("Applied"), WHOLE, [counts.applied for counts in groups]),
            _series(_("Offered"), PROMISED, [counts.offered for counts in groups]),
            _series(_("Enrolled"), SURE, [counts.enrolled for counts in groups]),
        ],
    }


def _series(label: str, color: int, values: Sequence[Number]) -> dict[str, Any]:
    """One series; what is hidden is not drawn."""
    return {"label": label, "color": color, "values": [_drawn(value) for value in values]}


def _drawn(value: Number) -> int | None:
    return value if isinstance(value, int) else None


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
        money=ProgramAmounts(
            grants=grants,
            lines=list(BudgetLine.objects.filter(grant__in=[g.pk for g in grants])),
            enrolled=total.enrolled,
        ),
        versions=versions,
        shown=shown[0] if shown else None,
    )


def _group(cells: Iterable[Tally], label: Callable[[Tally], str]) -> list[Counts]:
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
    found = Quota.objects.made_by_hand().filter(program=program).for_list()
    quotas = list(found.filter(pk__in=agreed) if shown else found.open())
    counts = of_quotas(quotas, cells)
    return [
        QuotaProgress(quota, award.get(quota.pk), counts[quota.pk], agreed.get(quota.pk))
        for quota in quotas
    ]
