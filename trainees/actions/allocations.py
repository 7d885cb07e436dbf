"""An allocation proposes a decision for every candidate of a ranking, under all quotas at once.

Computed in the open and compared as often as wanted; nothing is saved here. `trainees/allocation/`
has the arithmetic, `allocation_runs` keeps what was computed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import gettext as _

from trainees.actions import places
from trainees.actions.limits import Limits, Standing, as_text, load_names
from trainees.allocation.choice import Choice, FloorsDoNotFit, Obstacle, choose
from trainees.allocation.problem import Candidate, Limit, Reserve
from trainees.models import Application, QuotaVersion, RankedApplication, Ranking
from trainees.models.allocation import AllocationMethod, AllocationReason
from trainees.statuses import (
    ApplicationStatus,
    Outcome,
)

CANDIDATES = (ApplicationStatus.ELIGIBLE, ApplicationStatus.IN_REVIEW, ApplicationStatus.WAITLISTED)
TAKEN = (AllocationReason.RANK, AllocationReason.SHARE)


@dataclass(frozen=True)
class Terms:
    """What a run may be asked differently: a cut-off, a waiting list's length, other quotas.

    The length counts within each stream. Ceilings and floors stand by quota, those of limits for
    each value by rule.
    """

    cut_off: Decimal | None = None
    waiting_list: int | None = None
    ceilings: Mapping[int, int] = field(default_factory=dict)
    floors: Mapping[int, int] = field(default_factory=dict)
    rule_ceilings: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_hypothetical(self) -> bool:
        """Whether quotas are asked for that the program does not have."""
        return bool(self.ceilings or self.floors or self.rule_ceilings)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The terms that a stored run was asked under."""
        return cls(
            cut_off=None if stored["cut_off"] is None else Decimal(stored["cut_off"]),
            waiting_list=stored["waiting_list"],
            ceilings=dict(stored["ceilings"]),
            floors=dict(stored["floors"]),
            rule_ceilings=dict(stored["rule_ceilings"]),
        )

    def as_json(self) -> dict[str, Any]:
        """The terms as they are stored with a run."""
        return {
            "cut_off": None if self.cut_off is None else str(self.cut_off.normalize()),
            "waiting_list": self.waiting_list,
            "ceilings": sorted(self.ceilings.items()),
            "floors": sorted(self.floors.items()),
            "rule_ceilings": sorted(self.rule_ceilings.items()),
        }


@dataclass(frozen=True)
class Line:
    """What is proposed for one candidate, and why."""

    row: RankedApplication
    score: Decimal
    outcome: Outcome
    reason: AllocationReason
    standing: Standing | None = None  # the quota that decided


@dataclass(frozen=True)
class Unmet:
    """A reserved share that the candidates of this ranking cannot fill."""

    standing: Standing
    lacking: int
    candidates: int


@dataclass(frozen=True)
class Proposal:
    """A run as it would be stored now."""

    ranking: Ranking
    terms: Terms
    quota_version: QuotaVersion | None
    undecided: list[Application]  # without a stream, so outside any quota
    inputs: dict[str, Any]
    limits: list[tuple[Limit, Standing]]
    lines: list[Line] = field(default_factory=list)
    unmet: list[Unmet] = field(default_factory=list)
    method: AllocationMethod = AllocationMethod.COUNTING
    problem: str = ""  # why nothing can be proposed under these terms

    @property
    def digest(self) -> str:
        """One word for everything that the proposal follows from."""
        text = json.dumps(self.inputs, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def with_outcome(self, outcome: Outcome) -> list[Line]:
        """The candidates for whom this is proposed, in ranked order."""
        return [line for line in self.lines if line.outcome == outcome]


def compute(ranking: Ranking, terms: Terms) -> Proposal:
    """Propose a decision for each candidate who can still be decided about; nothing is saved.

    Where the floors asked for do not fit, it says so instead. The number of queries is fixed.
    """
    everybody = _rows(ranking)
    rows = [row for row in everybody if row.stream_id is not None]
    facts = {row.pk: places.facts(row.application) for row in rows}
    limits = Limits.read(ranking.cohort.program_id, facts.values())
    for place in facts.values():
        limits.matching(place)  # a limit for each value stands for values that are new, too
    load_names(standing.quota for standing in limits.standings())
    asked = [_as_asked(n, standing, terms) for n, standing in enumerate(limits.standings())]
    version = QuotaVersion.objects.filter(program=ranking.cohort.program_id).last()
    above = [row for row in rows if terms.cut_off is None or _score(ranking, row) >= terms.cut_off]
    candidates = [Candidate(row.pk, as_text(facts[row.pk])) for row in above]
    inputs = {
        "ranking": ranking.inputs_sha256,
        "quota_version": version.number if version else None,
        "limits": [
            [_name(standing), standing.used, limit.free, limit.reserved]
            for limit, standing in zip(asked, limits.standings(), strict=True)
        ],
        "terms": terms.as_json(),
        "candidates": [row.application_id for row in rows],
    }
    proposal = Proposal(
        ranking=ranking,
        terms=terms,
        quota_version=version,
        undecided=[row.application for row in everybody if row.stream_id is None],
        inputs=inputs,
        limits=list(zip(asked, limits.standings(), strict=True)),
    )
    try:
        choice = choose(asked, candidates)
    except FloorsDoNotFit as impossible:
        return replace(proposal, problem=_problem(impossible.reserve, limits.standings()))
    return replace(
        proposal,
        lines=list(_lines(ranking, rows, _Teller(choice, candidates, limits), terms)),
        unmet=[
            Unmet(limits.standings()[s.floor.key], s.lacking, s.candidates)
            for s in choice.shortfalls
        ],
        method=AllocationMethod(choice.method.value),
    )


def _rows(ranking: Ranking) -> list[RankedApplication]:
    """The ranked applications that can still be decided about, best first."""
    return list(
        ranking.rows.filter(application__status__in=CANDIDATES)
        .select_related("application__cohort", "application__applicant", "stream")
        .order_by("position")
    )


def _score(ranking: Ranking, row: RankedApplication) -> Decimal:
    """The score that the ranking went by."""
    return row.corrected_score if ranking.is_corrected else row.score


def _as_asked(key: int, standing: Standing, terms: Terms) -> Limit:
    """A quota as the terms ask for it: what is left, and what is still reserved."""
    quota = standing.quota
    if quota.rule_id is None:
        ceiling = terms.ceilings.get(quota.pk, quota.ceiling)
    else:
        ceiling = terms.rule_ceilings.get(quota.rule_id, quota.ceiling)
    hard = quota.floor if quota.is_reserving else 0
    floor = terms.floors.get(quota.pk, hard)
    return Limit(
        key=key,
        facts=standing.given,
        free=max(0, ceiling - standing.used),
        reserved=max(0, floor - standing.used),
        implied=standing.implied,
    )


def _name(standing: Standing) -> str:
    """What a quota is called among the inputs: the same word every time."""
    quota = standing.quota
    return f"{quota.pk}" if quota.rule_id is None else f"{quota.rule_id}:{quota.rule_value}"


def _problem(reserve: Reserve, standings: list[Standing]) -> str:
    """Why no selection at all can keep what is reserved."""
    return _(
        "%(floors)s: %(reserved)s places would be reserved in “%(quota)s”, which has %(free)s "
        "left. Ask for a smaller reserved share, or for a higher ceiling."
    ) % {
        "floors": ", ".join(standings[floor.key].quota.name for floor in reserve.floors),
        "reserved": reserve.over + reserve.container.free,
        "quota": standings[reserve.container.key].quota.name,
        "free": reserve.container.free,
    }


class _Teller:
    """Tells of each candidate whether they were taken, and why; asked in ranked order."""

    def __init__(self, choice: Choice, candidates: Iterable[Candidate], limits: Limits) -> None:
        self._choice = choice
        self._facts = {candidate.key: candidate.facts for candidate in candidates}
        self._standings = limits.standings()
        self._kept: list[Limit] = []  # the floors for which somebody ranked higher was passed over

    def tell(self, row: RankedApplication) -> tuple[AllocationReason, Standing | None]:
        """The reason, with the quota that decided."""
        if row.pk not in self._facts:
            return AllocationReason.CUT_OFF, None
        obstacle = self._choice.obstacles.get(row.pk)
        if obstacle is not None:
            return self._obstacle(obstacle)
        for floor in self._kept:
            if floor.matches(self._facts[row.pk]):
                return AllocationReason.SHARE, self._standings[floor.key]
        return AllocationReason.RANK, None

    def _obstacle(self, obstacle: Obstacle) -> tuple[AllocationReason, Standing]:
        standing = self._standings[obstacle.limit.key]
        if not obstacle.is_reserved:
            return AllocationReason.FULL, standing
        if obstacle.limit not in self._kept:
            self._kept.append(obstacle.limit)
        return AllocationReason.RESERVED, standing


def _lines(
    ranking: Ranking, rows: Iterable[RankedApplication], teller: _Teller, terms: Terms
) -> Iterator[Line]:
    waiting: Counter[int | None] = Counter()
    for row in rows:
        reason, standing = teller.tell(row)
        outcome = Outcome.WAITLISTED
        if reason in TAKEN:
            outcome = Outcome.SELECTED
        elif reason == AllocationReason.CUT_OFF:
            outcome = Outcome.NOT_SELECTED
        elif terms.waiting_list is not None and waiting[row.stream_id] >= terms.waiting_list:
            outcome, reason = Outcome.NOT_SELECTED, AllocationReason.BEYOND
        if outcome == Outcome.WAITLISTED:
            waiting[row.stream_id] += 1
        yield Line(row, _score(ranking, row), outcome, reason, standing)
