"""The tables of this room."""

from courses.cohorts.models.cohort import Cohort

__all__ = [
    "Cohort",
]
