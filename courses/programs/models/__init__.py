"""The tables of this room."""

from courses.programs.models.course import Course
from courses.programs.models.program import Program, Stream

__all__ = [
    "Course",
    "Program",
    "Stream",
]
