"""What the tables of `trainees.reviewing` never hold: one try for each constraint."""

from typing import Any

from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.repository.tries import other_application, unknown
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)
from trainees.reviewing.models import (
    Anchor,
    Assignment,
    ConflictOfInterest,
    Criterion,
    RankedApplication,
    Ranking,
    Review,
    Reviewer,
    Rubric,
    Score,
)

TO_DO: dict[str, Any] = {"status": "assigned", "submitted_at": None, "score": None}


CONSTRAINTS: dict[str, Step] = {
    "rubric_version_once_per_call": again(Rubric, published_at=None, published_by=None),
    "rubric_reviews_required_positive": unguarded(
        "trainees.Rubric:published_stands", step=put(Rubric, reviews_required=0)
    ),
    "rubric_publication_has_who_and_when": unguarded(
        "trainees.Rubric:published_stands", step=put(Rubric, published_by=None)
    ),
    "criterion_position_once_per_rubric": unguarded(
        "trainees.Criterion:published_not_added", step=again(Criterion)
    ),
    "criterion_weight_positive": unguarded(
        "trainees.Criterion:published_not_changed", step=put(Criterion, weight=0)
    ),
    "criterion_scale_rises": unguarded(
        "trainees.Criterion:published_not_changed", step=put(Criterion, high=0)
    ),
    "anchor_value_once_per_criterion": unguarded(
        "trainees.Anchor:published_not_added", step=again(Anchor)
    ),
    "conflictofinterest_once": again(ConflictOfInterest),
    "conflictofinterest_kind_known": again(ConflictOfInterest, kind="rumour"),
    "assignment_undoing_has_who_and_when": put(Assignment, undone_at=timezone.now()),
    "review_status_known": unknown(Review),
    "review_once_per_reviewer": again(Review, number=2, **TO_DO),
    "review_number_once_per_application": again(Review, reviewer=UserFactory, **TO_DO),
    "review_submission_has_moment_and_score": unguarded(
        "trainees.Review:closed_stands", step=put(Review, submitted_at=None)
    ),
    "score_once_per_criterion": unguarded("trainees.Score:allowed", step=again(Score)),
    "ranking_number_once_per_cohort": again(Ranking),
    "ranking_tie_rule_known": again(Ranking, number=2, tie_rule="age"),
    "rankedapplication_position_once": again(RankedApplication, application=other_application),
    "rankedapplication_application_once": unguarded(
        "trainees.RankedApplication:within_ranking", step=again(RankedApplication, position=2)
    ),
    "rankedapplication_tie_break_known": again(RankedApplication, tie_break="age"),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "reviewer.user_id": again(Reviewer),
}  # fmt: skip
