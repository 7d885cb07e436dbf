"""The tables of this room."""

from trainees.reviewing.models.assignment import Assignment
from trainees.reviewing.models.conflict import ConflictOfInterest, Reviewer
from trainees.reviewing.models.ranking import RankedApplication, Ranking
from trainees.reviewing.models.review import Review
from trainees.reviewing.models.rubric import Anchor, Criterion, Rubric
from trainees.reviewing.models.score import Score

__all__ = [
    "Anchor",
    "Assignment",
    "ConflictOfInterest",
    "Criterion",
    "RankedApplication",
    "Ranking",
    "Review",
    "Reviewer",
    "Rubric",
    "Score",
]
