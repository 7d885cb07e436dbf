"""The tables of this room."""

from grants.ledger.models.ledger import LedgerEntry
from grants.ledger.models.ledger_day import LedgerDay
from grants.ledger.models.seal import LedgerCheckpoint, LedgerSeal

__all__ = [
    "LedgerCheckpoint",
    "LedgerDay",
    "LedgerEntry",
    "LedgerSeal",
]
