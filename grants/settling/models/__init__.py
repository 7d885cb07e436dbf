"""The tables of this room."""

from grants.settling.models.settlement import SettlementFile, SettlementReport

__all__ = [
    "SettlementFile",
    "SettlementReport",
]
