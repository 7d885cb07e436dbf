"""The tables of this room."""

from grants.spending.models.approval_limit import ApprovalLimit
from grants.spending.models.evidence import Evidence, EvidenceRule
from grants.spending.models.expenditure import Expenditure
from grants.spending.models.expenditure_import import ExpenditureImport
from grants.spending.models.funding_share import FundingShare

__all__ = [
    "ApprovalLimit",
    "Evidence",
    "EvidenceRule",
    "Expenditure",
    "ExpenditureImport",
    "FundingShare",
]
