"""The tables of this room."""

from ivi_training.health.models.heartbeat import Heartbeat

__all__ = [
    "Heartbeat",
]
