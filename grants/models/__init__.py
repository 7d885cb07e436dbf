"""Money: the grant, its lines, the ledger, commitments and expenditures. All amounts are KRW."""

from grants.models.approval_limit import ApprovalLimit
from grants.models.budget_line import BudgetCategory, BudgetLine
from grants.models.budget_version import BudgetVersion, BudgetVersionLine
from grants.models.commitment import Commitment, CommitmentItem
from grants.models.commitment_part import CommitmentPart
from grants.models.deadline import Deadline
from grants.models.engagement import Engagement
from grants.models.evidence import Evidence, EvidenceRule
from grants.models.exchange_rate import ExchangeRate
from grants.models.expenditure import Expenditure
from grants.models.expenditure_import import ExpenditureImport
from grants.models.fee_rate import FeeCategory, FeeRate
from grants.models.funding_share import FundingShare
from grants.models.funding_source import FundingSource
from grants.models.grant import Grant
from grants.models.ledger import LedgerEntry
from grants.models.ledger_day import LedgerDay
from grants.models.overrun import Overrun
from grants.models.period import AccountingPeriod, PeriodReopening
from grants.models.recovery import Recovery
from grants.models.region_band import RegionBand
from grants.models.seal import LedgerCheckpoint, LedgerSeal
from grants.models.settlement import SettlementFile, SettlementReport
from grants.models.support_package import SupportPackage, SupportPackageItem
from grants.models.transfer import Transfer, TransferPair, TransferPolicy

__all__ = [
    "AccountingPeriod",
    "ApprovalLimit",
    "BudgetCategory",
    "BudgetLine",
    "BudgetVersion",
    "BudgetVersionLine",
    "Commitment",
    "CommitmentItem",
    "CommitmentPart",
    "Deadline",
    "Engagement",
    "Evidence",
    "EvidenceRule",
    "ExchangeRate",
    "Expenditure",
    "ExpenditureImport",
    "FeeCategory",
    "FeeRate",
    "FundingShare",
    "FundingSource",
    "Grant",
    "LedgerCheckpoint",
    "LedgerDay",
    "LedgerEntry",
    "LedgerSeal",
    "Overrun",
    "PeriodReopening",
    "Recovery",
    "RegionBand",
    "SettlementFile",
    "SettlementReport",
    "SupportPackage",
    "SupportPackageItem",
    "Transfer",
    "TransferPair",
    "TransferPolicy",
]
