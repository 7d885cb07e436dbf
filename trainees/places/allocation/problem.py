"""What an allocation is asked: candidates in ranked order, and the limits that they count in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from trainees.places.triggers.facts import ByFacts, Facts, matches


@dataclass(frozen=True, eq=False)
class Limit:
    """A quota as it stands: who counts in it, the places left, and how many of them are reserved.

    `facts` holds only the facts it matches on; none matches everybody. `reserved` is what its hard
    floor still lacks. `implied` are facts that follow from these, as a cohort's course does.
    """

    key: int
    facts: Facts
    free: int
    reserved: int = 0
    implied: Facts = field(default_factory=dict)

    def matches(self, facts: Facts) -> bool:
        """Whether somebody with these facts counts here."""
        return matches(self.facts, facts)

    def lies_within(self, other: "Limit") -> bool:
        """Whether everybody who counts here counts in the other one too."""
        return other.matches({**self.implied, **self.facts})


@dataclass(frozen=True)
class Candidate:
    """A person of the ranking, by key and facts."""

    key: int
    facts: Facts


@dataclass(frozen=True)
class CandidateGroup:
    """Candidates who count in the same limits: to an allocation they differ by rank alone."""

    limits: tuple[Limit, ...]
    count: int


@dataclass(frozen=True)
class Reserve:
    """Reserved shares on the same facts inside a limit: they exclude each other, so they add up."""

    container: Limit
    floors: tuple[Limit, ...]

    @property
    def over(self) -> int:
        """By how many places the floors do not fit; 0 or less where they do."""
        return sum(floor.reserved for floor in self.floors) - self.container.free


@dataclass(frozen=True)
class Problem:
    """Candidates by kind, in ranked order, under limits; floors are filled in the limits' order."""

    limits: tuple[Limit, ...]
    kinds: tuple[CandidateGroup, ...]
    order: tuple[int, ...] = field(repr=False)
    """For each candidate, best first, the number of their kind."""

    @property
    def floors(self) -> list[Limit]:
        """The limits with places still reserved, in the order in which they are filled."""
        return [limit for limit in self.limits if limit.reserved]

    def reserves(self) -> list[Reserve]:
        """What must stay free in each limit for the floors inside it, once for each set of facts.

        A floor on other facts can be met by the same person, so each set stands for itself: the
        largest sum counts, never their total.
        """
        found = []
        for container in self.limits:
            inside: dict[frozenset[str], list[Limit]] = {}
            for floor in self.floors:
                if floor.lies_within(container):
                    inside.setdefault(frozenset(floor.facts), []).append(floor)
            found += [Reserve(container, tuple(floors)) for floors in inside.values()]
        return found


def build_problem(limits: Sequence[Limit], candidates: Iterable[Candidate]) -> Problem:
    """Sort the candidates, best first, into kinds under the limits that can refuse anybody."""
    look_up = ByFacts((limit.facts, limit) for limit in limits)
    names = look_up.names
    rows = [tuple(candidate.facts.get(name) for name in names) for candidate in candidates]
    matched = {row: look_up.matching(dict(zip(names, row, strict=True))) for row in set(rows)}
    wanted: Counter[Limit] = Counter()
    for row, count in Counter(rows).items():
        wanted.update(dict.fromkeys(matched[row], count))
    floors = [limit for limit in limits if limit.reserved]
    binding = [limit for limit in limits if _can_bind(limit, wanted[limit], floors)]
    can_bind = set(binding)
    groups = {row: tuple(limit for limit in matched[row] if limit in can_bind) for row in matched}
    numbers: dict[tuple[Limit, ...], int] = {}
    order = tuple(numbers.setdefault(groups[row], len(numbers)) for row in rows)
    counts = Counter(order)
    kinds = tuple(CandidateGroup(group, counts[number]) for group, number in numbers.items())
    return Problem(tuple(binding), kinds, order)


def _can_bind(limit: Limit, wanted: int, floors: Iterable[Limit]) -> bool:
    """Whether it reserves places, or the candidates and what is reserved inside may not fit."""
    inside = sum(floor.reserved for floor in floors if floor.lies_within(limit))
    return bool(limit.reserved) or wanted + inside > limit.free
