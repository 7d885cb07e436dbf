"""What is left for support packages: budget lines read once, counted as promised."""

from collections import Counter
from typing import Self

from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from grants.commitments.actions.costs import Prices
from grants.commitments.models import Commitment
from trainees.applying.models import Application
from trainees.joining.actions import pledges
from trainees.joining.actions.packages import Packages
from trainees.joining.actions.pledges import Covered


class Funds:
    """The support packages of a program, with what is available on their lines."""

    def __init__(self, packages: Packages, others: Covered) -> None:
        self.others = others
        self.packages = packages
        self.prices = Prices(package.pk for package in packages.all)
        self.lines = {
            item.line_id: item.line for items in self.prices.items.values() for item in items
        }
        self.left = {pk: line.available for pk, line in self.lines.items()}

    @classmethod
    def read(cls, program_id: int) -> Self:
        applications = Application.objects.filter(cohort__program=program_id)
        return cls(Packages([program_id]), pledges.of(applications.values_list("pk", flat=True)))

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
        for line_id, amount in self._costs(application).items():
            self.left[line_id] -= amount

    def give_back(self, commitment: Commitment) -> None:
        for item in commitment.items.all():
            if item.line_id in self.left:
                self.left[item.line_id] += item.open_amount

    def _costs(self, application: Application) -> Counter[int]:
        costs: Counter[int] = Counter()
        package = self.packages.of(application)
        if package is not None:
            who = application.cohort, str(application.applicant.residence)
            others = self.others.get(application.pk, Counter())
            for cost in self.prices.less_other_payers(others, package.pk, *who):
                costs[cost.item.line_id] += cost.needed
        return costs
