"""The tables of this room."""

from grants.budgets.models.budget_version import BudgetVersion, BudgetVersionLine
from grants.budgets.models.transfer import Transfer, TransferPair, TransferPolicy

__all__ = [
    "BudgetVersion",
    "BudgetVersionLine",
    "Transfer",
    "TransferPair",
    "TransferPolicy",
]
