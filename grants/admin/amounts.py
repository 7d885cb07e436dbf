"""Balances of a budget line as people read them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from grants.models import BudgetLine
from ivi_training.money import krw


class LineAmounts:
    """Columns of a table of lines, or fields of one."""

    @admin.display(description=_("budgeted"))
    def budgeted_krw(self, line: BudgetLine) -> str:
        """What the budget gives it."""
        return krw(line.budgeted)

    @admin.display(description=_("committed"))
    def committed_krw(self, line: BudgetLine) -> str:
        """What is held back."""
        return krw(line.committed)

    @admin.display(description=_("spent"))
    def spent_krw(self, line: BudgetLine) -> str:
        """What approved expenditures took."""
        return krw(line.spent)

    @admin.display(description=_("overrun allowed"))
    def overrun_krw(self, line: BudgetLine) -> str:
        """By how much it may be overspent."""
        return krw(line.overrun_allowed)

    @admin.display(description=_("available"))
    def available_krw(self, line: BudgetLine) -> str:
        """What is left, an agreed overrun included."""
        return krw(line.available)
