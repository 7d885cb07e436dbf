"""Two proposals beside each other: who gets what, what it does to the quotas, who differs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trainees.joining.statuses import Outcome
from trainees.people.statuses import Gender
from trainees.places.actions.limits import QuotaState
from trainees.places.actions.places import facts
from trainees.places.triggers.facts import as_text
from trainees.selecting.actions.allocations import Proposal, ProposedDecision


@dataclass(frozen=True)
class OutcomeCount:
    """How many candidates of a group are proposed for what."""

    name: str
    selected: int
    waitlisted: int
    not_selected: int


@dataclass(frozen=True)
class ProposedQuota:
    """One quota before and after the proposed offers, under the ceiling that was asked for."""

    state: QuotaState
    ceiling: int
    floor: int
    taken: int

    @property
    def used_after(self) -> int:
        return self.state.used + self.taken


@dataclass(frozen=True)
class ProposalSide:
    """One proposal with its numbers."""

    title: str
    name: str  # of the form that asked for it
    proposal: Proposal
    groups: list[OutcomeCount]
    quotas: list[ProposedQuota]


@dataclass(frozen=True)
class ProposalDifference:
    """A candidate for whom two proposals are not the same."""

    one: ProposedDecision
    other: ProposedDecision


def side(title: str, name: str, proposal: Proposal) -> ProposalSide:
    """The numbers of one proposal: by stream, women, and every quota that it touches."""
    return ProposalSide(title, name, proposal, list(_groups(proposal)), list(_quotas(proposal)))


def differences(one: Proposal, other: Proposal) -> list[ProposalDifference]:
    theirs = {line.row.pk: line for line in other.lines}
    pairs = ((line, theirs.get(line.row.pk)) for line in one.lines)
    return [
        ProposalDifference(line, match)
        for line, match in pairs
        if match is not None and match.outcome != line.outcome
    ]


def _groups(proposal: Proposal) -> Iterator[OutcomeCount]:
    by_stream: dict[str, Counter[str]] = {}
    women: Counter[str] = Counter()
    everybody: Counter[str] = Counter()
    for line in proposal.lines:
        stream = line.row.stream
        by_stream.setdefault(stream.name if stream else "", Counter())[line.outcome] += 1
        everybody[line.outcome] += 1
        if line.row.application.gender == Gender.FEMALE:
            women[line.outcome] += 1
    for name, counts in sorted(by_stream.items()):
        yield _row(name, counts)
    yield _row(str(Gender.FEMALE.label), women)
    yield _row("", everybody)


def _row(name: str, counts: Counter[str]) -> OutcomeCount:
    return OutcomeCount(
        name,
        selected=counts[Outcome.SELECTED],
        waitlisted=counts[Outcome.WAITLISTED],
        not_selected=counts[Outcome.NOT_SELECTED],
    )


def _quotas(proposal: Proposal) -> Iterator[ProposedQuota]:
    """Each quota made by hand, and of the limits for each value the ones that are full."""
    chosen: Counter[tuple[Any, ...]] = Counter()
    for line in proposal.with_outcome(Outcome.SELECTED):
        chosen[tuple(sorted(as_text(facts(line.row.application)).items()))] += 1
    for limit, state in proposal.limits:
        if state.quota.cohort_id not in (None, proposal.ranking.cohort_id):
            continue
        taken = sum(n for known, n in chosen.items() if limit.matches(dict(known)))
        if state.quota.rule_id is None or taken >= limit.free > 0:
            yield ProposedQuota(
                state,
                ceiling=limit.free + state.used,
                floor=limit.reserved + min(state.used, state.quota.floor),
                taken=taken,
            )
