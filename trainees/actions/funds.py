"""What is left for support packages: budget lines read once, counted as promised."""

from collections import Counter
from typing import Self

from grants.actions import budget_lines
from grants.actions.costs import Prices
from grants.models import BudgetLine, Commitment, Grant, SupportPackage
from trainees.actions import pledges
from trainees.actions.pledges import Covered
from trainees.models import Application


class Funds:
    """The support packages of a program, with what is available on their lines."""

    def __init__(self, packages: list[SupportPackage], others: Covered) -> None:
        self.others = others
        self.packages: dict[tuple[int | None, str], SupportPackage] = {
            (package.stream_id, package.modality): package for package in packages
        }
        self.prices = Prices(package.pk for package in packages)
        self.lines = {
            item.line_id: item.line for items in self.prices.items.values() for item in items
        }
        self.left = {pk: line.available for pk, line in self.lines.items()}

    @classmethod
    def read(cls, program_id: int) -> Self:
        """Read them as they are now."""
        packages = SupportPackage.objects.for_programs([program_id])
        applications = Application.objects.filter(cohort__program=program_id)
        return cls(list(packages), pledges.of(applications.values_list("pk", flat=True)))

    @classmethod
    def lock(cls, program_id: int) -> Self:
        """Read them with the grants locked, so that what is read stays true."""
        grants = Grant.objects.filter(program=program_id).order_by("pk")
        for pk in grants.values_list("pk", flat=True):
            budget_lines.lock(pk)
        return cls.read(program_id)

    def shortage(self, application: Application) -> BudgetLine | None:
        """The first line with too little left for this person's package; none where it fits."""
        for line_id, amount in self._costs(application).items():
            if self.left[line_id] < amount:
                return self.lines[line_id]
        return None

    def count(self, application: Application) -> None:
        """Count the person's package as promised."""
        for line_id, amount in self._costs(application).items():
            self.left[line_id] -= amount

    def give_back(self, commitment: Commitment) -> None:
        """Count what a commitment still holds as free."""
        for item in commitment.items.all():
            if item.line_id in self.left:
                self.left[item.line_id] += item.open_amount

    def _costs(self, application: Application) -> Counter[int]:
        """What the person's package takes of each line."""
        costs: Counter[int] = Counter()
        package = self.packages.get((application.stream_id, application.cohort.modality))
        if package is not None:
            who = application.cohort, str(application.applicant.residence)
            others = self.others.get(application.pk, Counter())
            for cost in self.prices.less(others, package.pk, *who):
                costs[cost.item.line_id] += cost.needed
        return costs
