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

from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.statuses import Outcome
from trainees.places.actions import places
from trainees.places.actions.limits import Limits, QuotaState, load_names
from trainees.places.allocation.choice import Choice, FloorsDoNotFit, ReachedLimit, choose
from trainees.places.allocation.problem import Candidate, Limit, Reserve
from trainees.places.models import QuotaVersion
from trainees.places.triggers.facts import as_text
from trainees.reviewing.models import RankedApplication, Ranking
from trainees.selecting.models.allocation import AllocationMethod, AllocationReason

CANDIDATES = (ApplicationStatus.ELIGIBLE, ApplicationStatus.IN_REVIEW, ApplicationStatus.WAITLISTED)
TAKEN = (AllocationReason.RANK, AllocationReason.SHARE)


@dataclass(frozen=True)
class AllocationTerms:
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
        return cls(
            cut_off=None if stored["cut_off"] is None else Decimal(stored["cut_off"]),
            waiting_list=stored["waiting_list"],
            ceilings=dict(stored["ceilings"]),
            floors=dict(stored["floors"]),
            rule_ceilings=dict(stored["rule_ceilings"]),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "cut_off": None if self.cut_off is None else str(self.cut_off.normalize()),
            "waiting_list": self.waiting_list,
            "ceilings": sorted(self.ceilings.items()),
            "floors": sorted(self.floors.items()),
            "rule_ceilings": sorted(self.rule_ceilings.items()),
        }


@dataclass(frozen=True)
class ProposedDecision:
    """What is proposed for one candidate, and why."""

    row: RankedApplication
    score: Decimal
    outcome: Outcome
    reason: AllocationReason
    state: QuotaState | None = None  # the quota that decided


@dataclass(frozen=True)
class UnmetFloor:
    """A reserved share that the candidates of this ranking cannot fill."""

    state: QuotaState
    lacking: int
    candidates: int


@dataclass(frozen=True)
class Proposal:
    """A run as it would be stored now."""

    ranking: Ranking
    terms: AllocationTerms
    quota_version: QuotaVersion | None
    undecided: list[Application]  # without a stream, so outside any quota
    inputs: dict[str, Any]
    limits: list[tuple[Limit, QuotaState]]
    lines: list[ProposedDecision] = field(default_factory=list)
    unmet: list[UnmetFloor] = field(default_factory=list)
    method: AllocationMethod = AllocationMethod.COUNTING
    problem: str = ""  # why nothing can be proposed under these terms

    @property
    def digest(self) -> str:
        """One word for everything that the proposal follows from."""
        text = json.dumps(self.inputs, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def with_outcome(self, outcome: Outcome) -> list[ProposedDecision]:
        return [line for line in self.lines if line.outcome == outcome]


def compute(ranking: Ranking, terms: AllocationTerms) -> Proposal:
    """Propose a decision for each candidate who can still be decided about; nothing is saved.

    Where the floors asked for do not fit, it says so instead. The number of queries is fixed.
    """
    everybody = _rows(ranking)
    rows = [row for row in everybody if row.stream_id is not None]
    facts = {row.pk: places.facts(row.application) for row in rows}
    limits = Limits.read(ranking.cohort.program_id, facts.values())
    for place in facts.values():
        limits.matching(place)  # a limit for each value stands for values that are new, too
    load_names(state.quota for state in limits.states())
    asked = [_as_asked(n, state, terms) for n, state in enumerate(limits.states())]
    version = QuotaVersion.objects.filter(program=ranking.cohort.program_id).last()
    above = [row for row in rows if terms.cut_off is None or _score(ranking, row) >= terms.cut_off]
    candidates = [Candidate(row.pk, as_text(facts[row.pk])) for row in above]
    inputs = {
        "ranking": ranking.inputs_sha256,
        "quota_version": version.number if version else None,
        "limits": [
            [_name(state), state.used, limit.free, limit.reserved]
            for limit, state in zip(asked, limits.states(), strict=True)
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
        limits=list(zip(asked, limits.states(), strict=True)),
    )
    try:
        choice = choose(asked, candidates)
    except FloorsDoNotFit as impossible:
        return replace(proposal, problem=_problem(impossible.reserve, limits.states()))
    return replace(
        proposal,
        lines=list(_lines(ranking, rows, _ReasonFinder(choice, candidates, limits), terms)),
        unmet=[
            UnmetFloor(limits.states()[s.floor.key], s.lacking, s.candidates)
            for s in choice.shortfalls
        ],
        method=AllocationMethod(choice.method.value),
    )


def _rows(ranking: Ranking) -> list[RankedApplication]:
    return list(
        ranking.rows.filter(application__status__in=CANDIDATES)
        .select_related("application__cohort", "application__applicant", "stream")
        .order_by("position")
    )


def _score(ranking: Ranking, row: RankedApplication) -> Decimal:
    return row.corrected_score if ranking.is_corrected else row.score


def _as_asked(key: int, state: QuotaState, terms: AllocationTerms) -> Limit:
    """A quota as the terms ask for it: what is left, and what is still reserved."""
    quota = state.quota
    if quota.rule_id is None:
        ceiling = terms.ceilings.get(quota.pk, quota.ceiling)
    else:
        ceiling = terms.rule_ceilings.get(quota.rule_id, quota.ceiling)
    hard = quota.floor if quota.is_reserving else 0
    floor = terms.floors.get(quota.pk, hard)
    return Limit(
        key=key,
        facts=state.given,
        free=max(0, ceiling - state.used),
        reserved=max(0, floor - state.used),
        implied=state.implied,
    )


def _name(state: QuotaState) -> str:
    """What a quota is called among the inputs: the same word every time."""
    quota = state.quota
    return f"{quota.pk}" if quota.rule_id is None else f"{quota.rule_id}:{quota.rule_value}"


def _problem(reserve: Reserve, states: list[QuotaState]) -> str:
    """Why no selection at all can keep what is reserved."""
    return _(
        "%(floors)s: %(reserved)s places would be reserved in “%(quota)s”, which has %(free)s "
        "left. Ask for a smaller reserved share, or for a higher ceiling."
    ) % {
        "floors": ", ".join(states[floor.key].quota.name for floor in reserve.floors),
        "reserved": reserve.over + reserve.container.free,
        "quota": states[reserve.container.key].quota.name,
        "free": reserve.container.free,
    }


class _ReasonFinder:
    """Tells of each candidate whether they were taken, and why; asked in ranked order."""

    def __init__(self, choice: Choice, candidates: Iterable[Candidate], limits: Limits) -> None:
        self._choice = choice
        self._facts = {candidate.key: candidate.facts for candidate in candidates}
        self._standings = limits.states()
        self._kept: list[Limit] = []  # the floors for which somebody ranked higher was passed over

    def tell(self, row: RankedApplication) -> tuple[AllocationReason, QuotaState | None]:
        if row.pk not in self._facts:
            return AllocationReason.CUT_OFF, None
        obstacle = self._choice.obstacles.get(row.pk)
        if obstacle is not None:
            return self._obstacle(obstacle)
        for floor in self._kept:
            if floor.matches(self._facts[row.pk]):
                return AllocationReason.SHARE, self._standings[floor.key]
        return AllocationReason.RANK, None

    def _obstacle(self, obstacle: ReachedLimit) -> tuple[AllocationReason, QuotaState]:
        state = self._standings[obstacle.limit.key]
        if not obstacle.is_reserved:
            return AllocationReason.FULL, state
        if obstacle.limit not in self._kept:
            self._kept.append(obstacle.limit)
        return AllocationReason.RESERVED, state


def _lines(
    ranking: Ranking,
    rows: Iterable[RankedApplication],
    teller: _ReasonFinder,
    terms: AllocationTerms,
) -> Iterator[ProposedDecision]:
    waiting: Counter[int | None] = Counter()
    for row in rows:
        reason, state = teller.tell(row)
        outcome = Outcome.WAITLISTED
        if reason in TAKEN:
            outcome = Outcome.SELECTED
        elif reason == AllocationReason.CUT_OFF:
            outcome = Outcome.NOT_SELECTED
        elif terms.waiting_list is not None and waiting[row.stream_id] >= terms.waiting_list:
            outcome, reason = Outcome.NOT_SELECTED, AllocationReason.BEYOND
        if outcome == Outcome.WAITLISTED:
            waiting[row.stream_id] += 1
        yield ProposedDecision(row, _score(ranking, row), outcome, reason, state)
