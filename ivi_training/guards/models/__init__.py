"""The tables of this room."""

from ivi_training.guards.models.status_change import StatusChange

__all__ = [
    "StatusChange",
]
