"""Two proposals beside each other: who gets what, what it does to the quotas, who differs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trainees.actions.allocations import Line, Proposal
from trainees.actions.limits import Standing, as_text
from trainees.actions.places import facts
from trainees.statuses import Gender, Outcome


@dataclass(frozen=True)
class Row:
    """How many candidates of a group are proposed for what."""

    name: str
    selected: int
    waitlisted: int
    not_selected: int


@dataclass(frozen=True)
class QuotaRow:
    """One quota before and after the proposed offers, under the ceiling that was asked for."""

    standing: Standing
    ceiling: int
    floor: int
    taken: int

    @property
    def used_after(self) -> int:
        """Places that would count in it."""
        return self.standing.used + self.taken


@dataclass(frozen=True)
class Side:
    """One proposal with its numbers."""

    title: str
    name: str  # of the form that asked for it
    proposal: Proposal
    groups: list[Row]
    quotas: list[QuotaRow]


@dataclass(frozen=True)
class Difference:
    """A candidate for whom two proposals are not the same."""

    one: Line
    other: Line


def side(title: str, name: str, proposal: Proposal) -> Side:
    """The numbers of one proposal: by stream, women, and every quota that it touches."""
    return Side(title, name, proposal, list(_groups(proposal)), list(_quotas(proposal)))


def differences(one: Proposal, other: Proposal) -> list[Difference]:
    """The candidates who would get something else, in ranked order."""
    theirs = {line.row.pk: line for line in other.lines}
    pairs = ((line, theirs.get(line.row.pk)) for line in one.lines)
    return [
        Difference(line, match)
        for line, match in pairs
        if match is not None and match.outcome != line.outcome
    ]


def _groups(proposal: Proposal) -> Iterator[Row]:
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


def _row(name: str, counts: Counter[str]) -> Row:
    return Row(
        name,
        selected=counts[Outcome.SELECTED],
        waitlisted=counts[Outcome.WAITLISTED],
        not_selected=counts[Outcome.NOT_SELECTED],
    )


def _quotas(proposal: Proposal) -> Iterator[QuotaRow]:
    """Each quota made by hand, and of the limits for each value the ones that are full."""
    chosen: Counter[tuple[Any, ...]] = Counter()
    for line in proposal.with_outcome(Outcome.SELECTED):
        chosen[tuple(sorted(as_text(facts(line.row.application)).items()))] += 1
    for limit, standing in proposal.limits:
        if standing.quota.cohort_id not in (None, proposal.ranking.cohort_id):
            continue
        taken = sum(n for known, n in chosen.items() if limit.matches(dict(known)))
        if standing.quota.rule_id is None or taken >= limit.free > 0:
            yield QuotaRow(
                standing,
                ceiling=limit.free + standing.used,
                floor=limit.reserved + min(standing.used, standing.quota.floor),
                taken=taken,
            )
