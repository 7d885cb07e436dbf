"""The tables of this room."""

from trainees.costs.models.reconciliation import ReconciliationException

__all__ = [
    "ReconciliationException",
]
