"""The money of a program as the dashboard shows it: awarded, budgeted, committed, spent."""

from dataclasses import dataclass
from decimal import Decimal

from grants.models import BudgetLine, Grant
from ivi_training.money import share


@dataclass(frozen=True)
class Money:
    """The grants of a program, line by line, in KRW."""

    grants: list[Grant]
    lines: list[BudgetLine]
    enrolled: int

    @property
    def awarded(self) -> int:
        """What the funder awarded."""
        return sum(grant.awarded for grant in self.grants)

    @property
    def budgeted(self) -> int:
        """What is on lines."""
        return sum(line.budgeted for line in self.lines)

    @property
    def committed(self) -> int:
        """What is held back for promises."""
        return sum(line.committed for line in self.lines)

    @property
    def spent(self) -> int:
        """What approved expenditures took."""
        return sum(line.spent for line in self.lines)

    @property
    def available(self) -> int:
        """What may still be committed or spent."""
        return sum(line.available for line in self.lines)

    @property
    def execution_rate(self) -> Decimal | None:
        """집행률: spent over budgeted."""
        return share(self.spent, self.budgeted)

    @property
    def cost_per_trainee(self) -> int | None:
        """Committed and spent, over everybody enrolled in person."""
        return (self.committed + self.spent) // self.enrolled if self.enrolled else None
