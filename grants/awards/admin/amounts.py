"""Balances of a budget line as people read them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from grants.awards.models import BudgetLine
from ivi_training.pages.money import krw


class LineAmounts:
    @admin.display(description=_("budgeted"))
    def budgeted_krw(self, line: BudgetLine) -> str:
        return krw(line.budgeted)

    @admin.display(description=_("committed"))
    def committed_krw(self, line: BudgetLine) -> str:
        return krw(line.committed)

    @admin.display(description=_("spent"))
    def spent_krw(self, line: BudgetLine) -> str:
        return krw(line.spent)

    @admin.display(description=_("overrun allowed"))
    def overrun_krw(self, line: BudgetLine) -> str:
        return krw(line.overrun_allowed)

    @admin.display(description=_("available"))
    def available_krw(self, line: BudgetLine) -> str:
        """What is left, an agreed overrun included."""
        return krw(line.available)
