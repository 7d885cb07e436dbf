"""The tables of this room."""

from trainees.people.models.applicant import Applicant
from trainees.people.models.person_merge import PersonMerge

__all__ = [
    "Applicant",
    "PersonMerge",
]
