"""The tables of this room."""

from trainees.screening.models.eligibility import EligibilityResult
from trainees.screening.models.return_request import ReturnRequest
from trainees.screening.models.screening_step import ScreenedApplication, ScreeningStep

__all__ = [
    "EligibilityResult",
    "ReturnRequest",
    "ScreenedApplication",
    "ScreeningStep",
]
