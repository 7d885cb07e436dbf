"""Down the ranking: whoever fits is taken, as long as every reserved share stays reachable.

The result is the best selection by rank: no other one that meets the floors as well agrees with
it down to some candidate and then takes that candidate where this one does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainees.places.allocation.problem import Candidate, Limit, Problem, Reserve, build_problem
from trainees.places.allocation.solver import Reachability


class Method(StrEnum):
    """How the pass knew that a candidate could be taken."""

    COUNTING = "counting"
    SOLVER = "solver"


@dataclass(frozen=True)
class ReachedLimit:
    """Why a candidate was not taken: a limit was full, or its last places are reserved."""

    limit: Limit
    is_reserved: bool = False


@dataclass(frozen=True)
class Shortfall:
    """A reserved share that these candidates cannot meet, and how many there are of them."""

    floor: Limit
    lacking: int
    candidates: int


@dataclass(frozen=True)
class Choice:
    """Who was taken, what stopped each of the others, and which floors cannot be met."""

    taken: frozenset[int]
    obstacles: dict[int, ReachedLimit]
    shortfalls: list[Shortfall]
    method: Method


class FloorsDoNotFit(ValueError):
    """Floors on the same facts reserve more places than a limit around them has left."""

    def __init__(self, reserve: Reserve) -> None:
        super().__init__(reserve)
        self.reserve = reserve


def choose(limits: Sequence[Limit], candidates: Sequence[Candidate]) -> Choice:
    """Take the best-ranked candidates under all limits.

    `candidates` stand in ranked order; where floors compete, `limits` says by its order which one
    is filled first. Refused where floors reserve more than a limit has left.
    """
    problem = build_problem(limits, candidates)
    for reserve in problem.reserves():
        if reserve.over > 0:
            raise FloorsDoNotFit(reserve)
    places = _FreePlaces(problem)
    taken, obstacles = set(), {}
    for candidate, kind in zip(candidates, problem.order, strict=True):
        obstacle = places.take(kind)
        if obstacle is None:
            taken.add(candidate.key)
        else:
            obstacles[candidate.key] = obstacle
    return Choice(frozenset(taken), obstacles, places.shortfalls(), places.method)


class _FreePlaces:
    """What is left under each limit while the pass goes on."""

    def __init__(self, problem: Problem) -> None:
        self.method = Method.SOLVER if problem.floors else Method.COUNTING
        self._problem = problem
        self._reserves = problem.reserves()
        self._left = {limit.key: limit.free for limit in problem.limits}
        self._closed: dict[int, ReachedLimit] = {}
        self._reach = Reachability(problem) if problem.floors else None

    def take(self, kind: int) -> ReachedLimit | None:
        """Take one of this kind, or say what is in the way; a kind once refused stays refused."""
        if kind not in self._closed:
            obstacle = self._find_obstacle(kind)
            if obstacle is None:
                for limit in self._problem.kinds[kind].limits:
                    self._left[limit.key] -= 1
                return None
            self._closed[kind] = obstacle
        return self._closed[kind]

    def shortfalls(self) -> list[Shortfall]:
        """The floors that cannot be met, with the number of candidates there are for each."""
        if self._reach is None:
            return []
        return [
            Shortfall(floor, self._reach.lacking[floor.key], self._count(floor))
            for floor in self._problem.floors
            if self._reach.lacking[floor.key]
        ]

    def _find_obstacle(self, kind: int) -> ReachedLimit | None:
        limits = self._problem.kinds[kind].limits
        for limit in limits:
            if self._left[limit.key] <= 0:
                return ReachedLimit(limit)
        if self._reach is None:
            return None
        for reserve in self._reserves:
            if reserve.container in limits and not self._fits_beside(reserve, limits):
                return ReachedLimit(self._unmet(reserve)[0], is_reserved=True)
        if self._reach.can_take(kind):
            return None
        return ReachedLimit(self._reach.in_the_way(kind), is_reserved=True)

    def _fits_beside(self, reserve: Reserve, limits: Sequence[Limit]) -> bool:
        """Whether one place more leaves what the floors still need; the solver's rule, by hand."""
        if any(floor in limits for floor in reserve.floors):
            return True
        needed = sum(floor.reserved - self._taken(floor) for floor in self._unmet(reserve))
        return needed < self._left[reserve.container.key]

    def _unmet(self, reserve: Reserve) -> list[Limit]:
        return [floor for floor in reserve.floors if self._taken(floor) < floor.reserved]

    def _taken(self, limit: Limit) -> int:
        return limit.free - self._left[limit.key]

    def _count(self, floor: Limit) -> int:
        return sum(kind.count for kind in self._problem.kinds if floor in kind.limits)
