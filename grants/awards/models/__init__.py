"""The tables of this room."""

from grants.awards.models.budget_line import BudgetCategory, BudgetLine
from grants.awards.models.deadline import Deadline
from grants.awards.models.funding_source import FundingSource
from grants.awards.models.grant import Grant
from grants.awards.models.overrun import Overrun
from grants.awards.models.period import AccountingPeriod, PeriodReopening

__all__ = [
    "AccountingPeriod",
    "BudgetCategory",
    "BudgetLine",
    "Deadline",
    "FundingSource",
    "Grant",
    "Overrun",
    "PeriodReopening",
]
