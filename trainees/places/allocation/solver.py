"""Whether reserved shares can still be met, asked of a solver on counts of candidates by kind."""

from collections.abc import Sequence

import highspy

from trainees.places.allocation.problem import Limit, Problem

UNBOUNDED = highspy.kHighsInf
WHOLE = 1e-6  # how far from a whole number the solver's numbers may lie


class Reachability:
    """The selections that every limit allows, narrowed step by step; one of them is kept as proof.

    A selection is a number of people of each kind, with what each floor lacks. While the proof
    holds one more of a kind, nothing needs to be solved. What was refused once stays refused.
    """

    def __init__(self, problem: Problem) -> None:
        self._floors = problem.floors
        self._taken = [0] * len(problem.kinds)
        self._most = [kind.count for kind in problem.kinds]
        self._model = SolverModel(problem)
        self.lacking = self._model.fill_floors()
        self._model.prefer_early(problem.order)
        self._proof = self._model.must_solve()

    def can_take(self, kind: int) -> bool:
        """Take one more of this kind if every floor can still be met as well as before."""
        if self._proof[kind] <= self._taken[kind]:
            proof = self._proof_with(kind)
            if proof is None:
                self._most[kind] = self._taken[kind]
                self._model.bound(kind, self._taken[kind], self._taken[kind])
                return False
            self._proof = proof
        self._taken[kind] += 1
        self._model.bound(kind, self._taken[kind], self._most[kind])
        return True

    def in_the_way(self, kind: int) -> Limit:
        """The floor without which this refused kind would fit; the first where no single one is."""
        self._model.bound(kind, self._taken[kind] + 1, self._taken[kind] + 1)
        alone = (floor for floor in self._floors if self._model.is_solvable_without(floor))
        found = next(alone, self._floors[0])
        self._model.bound(kind, self._taken[kind], self._taken[kind])
        return found

    def _proof_with(self, kind: int) -> list[int] | None:
        """A selection with one more of this kind; the model is left asking for it."""
        if self._taken[kind] == self._most[kind]:
            return None
        self._model.bound(kind, self._taken[kind] + 1, self._most[kind])
        return self._model.solve()


class SolverModel:
    """Limits as rows, kinds as columns, and what each floor lacks as a column of its own."""

    def __init__(self, problem: Problem) -> None:
        self._floors = problem.floors
        self._most = [kind.count for kind in problem.kinds] + [f.reserved for f in self._floors]
        self._lacks = {f.key: n for n, f in enumerate(self._floors, len(problem.kinds))}
        self._row: dict[int, int] = {}
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in {
            "output_flag": False,
            "threads": 1,
            "random_seed": 0,
            "mip_rel_gap": 0.0,
        }.items():
            self._solver.setOptionValue(name, value)
        for most in self._most:
            self._solver.addVar(0, most)
        self._add_rows(problem)

    def bound(self, column: int, least: int, most: int) -> None:
        """Ask for a number between these of a kind, or of what a floor lacks."""
        self._solver.changeColBounds(column, least, most)

    def fill_floors(self) -> dict[int, int]:
        """Meet each floor, in their order, as far as it can be; what each one lacks."""
        lacking: dict[int, int] = {}
        for floor in self._floors:
            column = self._lacks[floor.key]
            self._solver.changeColCost(column, 1)
            lacking[floor.key] = self.must_solve()[column]
            self._solver.changeColCost(column, 0)
            self._most[column] = lacking[floor.key]
            self.bound(column, 0, lacking[floor.key])
        return lacking

    def prefer_early(self, order: Sequence[int]) -> None:
        """Let a selection hold many people, those ranked high first: it then proves the most."""
        first: dict[int, int] = {}
        for position, kind in enumerate(order):
            first.setdefault(kind, position)
        for kind, position in first.items():
            self._solver.changeColCost(kind, position / len(order) - 2)

    def is_solvable_without(self, floor: Limit) -> bool:
        """Whether a selection fits when this floor is not asked for."""
        row, column = self._row[floor.key], self._lacks[floor.key]
        self._solver.changeRowBounds(row, -UNBOUNDED, UNBOUNDED)
        self.bound(column, 0, 0)
        found = self.solve()
        self._solver.changeRowBounds(row, floor.reserved, UNBOUNDED)
        self.bound(column, 0, self._most[column])
        return found is not None

    def solve(self) -> list[int] | None:
        """One selection that fits, or none where the solver shows that there is none.

        Fractions of people are allowed first, which is quick, and mostly none appear.
        """
        found = self._run()
        if found is None:
            return None
        is_whole = all(abs(value - round(value)) < WHOLE for value in found)
        return _whole(found) if is_whole else self._solve_whole()

    def must_solve(self) -> list[int]:
        """A selection, where one is known to exist."""
        found = self.solve()
        if found is None:
            raise ArithmeticError
        return found

    def _solve_whole(self) -> list[int] | None:
        self._ask_for(highspy.HighsVarType.kInteger)
        found = self._run()
        self._ask_for(highspy.HighsVarType.kContinuous)
        return None if found is None else _whole(found)

    def _ask_for(self, numbers: highspy.HighsVarType) -> None:
        for column in range(len(self._most)):
            self._solver.changeColIntegrality(column, numbers)

    def _run(self) -> list[float] | None:
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(self._solver.modelStatusToString(status))
        return list(self._solver.getSolution().col_value)

    def _add_rows(self, problem: Problem) -> None:
        members: dict[Limit, list[int]] = {limit: [] for limit in problem.limits}
        for number, kind in enumerate(problem.kinds):
            for limit in kind.limits:
                members[limit].append(number)
        for limit in problem.limits:
            self._add(-UNBOUNDED, members[limit], limit.free)
        for floor in self._floors:
            self._row[floor.key] = self._solver.getNumRow()
            self._add(floor.reserved, [*members[floor], self._lacks[floor.key]], UNBOUNDED)
        for reserve in problem.reserves():
            lacking = [self._lacks[floor.key] for floor in reserve.floors]
            within = [*members[reserve.container], *lacking]
            self._add(-UNBOUNDED, within, reserve.container.free)

    def _add(self, least: float, columns: Sequence[int], most: float) -> None:
        self._solver.addRow(least, most, len(columns), list(columns), [1.0] * len(columns))


def _whole(numbers: Sequence[float]) -> list[int]:
    return [round(number) for number in numbers]
