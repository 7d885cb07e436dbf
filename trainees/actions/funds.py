"""What is left for support packages: budget lines read once, counted as promised."""

from typing import Self

from grants.actions import budget_lines
from grants.models import BudgetLine, Commitment, Grant, SupportPackage
from trainees.models import Application


class Funds:
    """The support packages of a program, with what is available on their lines."""

    def __init__(self, packages: list[SupportPackage]) -> None:
        self.packages: dict[tuple[int | None, str], SupportPackage] = {
            (package.stream_id, package.modality): package for package in packages
        }
        items = [item for package in packages for item in package.items.all()]
        self.lines = BudgetLine.objects.in_bulk({item.line_id for item in items})
        self.left = {pk: line.available for pk, line in self.lines.items()}

    @classmethod
    def read(cls, program_id: int) -> Self:
        """Read them as they are now."""
        packages = SupportPackage.objects.for_programs([program_id]).with_items()
        return cls(list(packages))

    @classmethod
    def lock(cls, program_id: int) -> Self:
        """Read them with the grants locked, so that what is read stays true."""
        grants = Grant.objects.filter(program=program_id).order_by("pk")
        for pk in grants.values_list("pk", flat=True):
            budget_lines.lock(pk)
        return cls.read(program_id)

    def shortage(self, application: Application) -> BudgetLine | None:
        """The first line with too little left for this person's package; none where it fits."""
        for line_id, amount in self._costs(application):
            if self.left[line_id] < amount:
                return self.lines[line_id]
        return None

    def count(self, application: Application) -> None:
        """Count the person's package as promised."""
        for line_id, amount in self._costs(application):
            self.left[line_id] -= amount

    def give_back(self, commitment: Commitment) -> None:
        """Count what a commitment still holds as free."""
        for item in commitment.items.all():
            if item.line_id in self.left:
                self.left[item.line_id] += item.open_amount

    def _costs(self, application: Application) -> list[tuple[int, int]]:
        package = self.packages.get((application.stream_id, application.cohort.modality))
        return [(item.line_id, item.amount) for item in package.items.all()] if package else []
