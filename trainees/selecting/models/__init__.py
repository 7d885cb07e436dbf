"""The tables of this room."""

from trainees.selecting.models.allocation import AllocationLine, AllocationRun
from trainees.selecting.models.appeal import Appeal
from trainees.selecting.models.decision import Decision, DecisionChange
from trainees.selecting.models.promotion import PassedOver, Promotion
from trainees.selecting.models.publication import Publication, Signature
from trainees.selecting.models.waiting_list import WaitingEntry

__all__ = [
    "AllocationLine",
    "AllocationRun",
    "Appeal",
    "Decision",
    "DecisionChange",
    "PassedOver",
    "Promotion",
    "Publication",
    "Signature",
    "WaitingEntry",
]
