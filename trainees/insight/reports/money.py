"""Budget lines added up; the money of a program as the dashboard shows it."""

from dataclasses import dataclass
from decimal import Decimal

from grants.awards.models import BudgetLine, Grant
from ivi_training.pages.money import share


class BudgetAmounts:
    """Budget lines added up, in KRW."""

    lines: list[BudgetLine]

    @property
    def budgeted(self) -> int:
        """편성액: what is on lines."""
        return sum(line.budgeted for line in self.lines)

    @property
    def committed(self) -> int:
        """원인행위액: what is held back for promises, still open."""
        return sum(line.committed for line in self.lines)

    @property
    def spent(self) -> int:
        """집행액: what approved expenditures took."""
        return sum(line.spent for line in self.lines)

    @property
    def available(self) -> int:
        """집행가능액: what may still be committed or spent."""
        return sum(line.available for line in self.lines)

    @property
    def execution_rate(self) -> Decimal | None:
        """집행률: spent over budgeted."""
        return share(self.spent, self.budgeted)


@dataclass(frozen=True)
class ProgramAmounts(BudgetAmounts):
    """The grants of a program, line by line."""

    grants: list[Grant]
    lines: list[BudgetLine]
    enrolled: int

    @property
    def awarded(self) -> int:
        """What the funder awarded, in KRW."""
        return sum(grant.awarded for grant in self.grants)

    @property
    def cost_per_trainee(self) -> int | None:
        return (self.committed + self.spent) // self.enrolled if self.enrolled else None
