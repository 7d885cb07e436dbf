"""Money: the grant, its lines, the ledger, commitments and expenditures. All amounts are KRW."""

from grants.models.budget_line import BudgetLine
from grants.models.commitment import Commitment, CommitmentItem
from grants.models.expenditure import Evidence, Expenditure
from grants.models.grant import Grant
from grants.models.ledger import LedgerEntry
from grants.models.period import AccountingPeriod, PeriodReopening
from grants.models.seal import LedgerCheckpoint, LedgerSeal
from grants.models.support_package import SupportPackage, SupportPackageItem

__all__ = [
    "AccountingPeriod",
    "BudgetLine",
    "Commitment",
    "CommitmentItem",
    "Evidence",
    "Expenditure",
    "Grant",
    "LedgerCheckpoint",
    "LedgerEntry",
    "LedgerSeal",
    "PeriodReopening",
    "SupportPackage",
    "SupportPackageItem",
]
