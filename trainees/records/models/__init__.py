"""The tables of this room."""

from trainees.records.models.correction import Correction
from trainees.records.models.destruction import DestroyedApplication, Destruction
from trainees.records.models.due_data import DueData
from trainees.records.models.duplicate import NotDuplicate
from trainees.records.models.retention_hold import RetentionHold
from trainees.records.models.retention_rule import FirstRun, RetentionRule

__all__ = [
    "Correction",
    "DestroyedApplication",
    "Destruction",
    "DueData",
    "FirstRun",
    "NotDuplicate",
    "RetentionHold",
    "RetentionRule",
]
