"""What the database refuses or keeps in `trainees.reviewing`, whoever writes."""

from typing import Any

from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.repository.tries import merged_organisation
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
)
from trainees.applying.models import Application
from trainees.reviewing.actions import rubrics
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

# A review that was just assigned.
TO_DO: dict[str, Any] = {"status": "assigned", "submitted_at": None, "score": None, "number": 2}


def colleague() -> Any:
    """An account whose employer is the applicant's."""
    user = UserFactory()
    Reviewer.objects.create(user=user, organisation=Application.objects.get().organisation)
    return user


def draft_of_rubric() -> Rubric:
    return rubrics.next_version(Rubric.objects.get())


def begun() -> Review:
    """A second review, of which nothing is written yet."""
    again(Review, reviewer=UserFactory, **TO_DO)()
    return Review.objects.latest("pk")


def submit_without_scores() -> None:
    review = begun()
    for status in ("started", "submitted"):
        Review.objects.filter(pk=review.pk).update(status=status)


def score(value: int, review: Any = begun) -> Step:
    def write() -> None:
        criterion = Rubric.objects.get().criteria.last()
        Score.objects.create(review=review(), criterion=criterion, value=value)

    return write


def score_in_conflict() -> None:
    review = begun()
    Reviewer.objects.create(
        user=review.reviewer, organisation=Application.objects.get().organisation
    )
    score(2, lambda: review)()


def move_score_to_another_review() -> None:
    Score.objects.filter(pk=Score.objects.latest("pk").pk).update(review=begun())


def review_from_merged() -> None:
    Reviewer.objects.create(user=UserFactory(), organisation=merged_organisation())


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Assignment:stands": [
        put(Assignment, made_at=timezone.now()),
        lambda: [
            put(Assignment, undone_at=timezone.now(), undone_by=UserFactory)(),
            put(Assignment, undone_at=None, undone_by=None)(),
        ],
    ],
    "Assignment:kept": [drop(Assignment)],
    "Rubric:published_whole": [again(Rubric, version=2)],
    "Rubric:published_stands": [
        put(Rubric, hide_name=True), put(Rubric, reviews_required=9), put(Rubric, version=9),
        put(Rubric, published_at=None, published_by=None), put(Rubric, shows_documents=False),
    ],
    "Rubric:published_kept": [drop(Rubric)],
    "Criterion:published_not_added": [again(Criterion, position=9)],
    "Criterion:published_not_changed": [
        put(Criterion, weight=9), put(Criterion, high=9), put(Criterion, name_en="Another"),
        put(Criterion, rubric=draft_of_rubric),
    ],
    "Criterion:published_not_removed": [drop(Criterion)],
    "Anchor:published_not_added": [again(Anchor, value=1)],
    "Anchor:published_not_changed": [put(Anchor, value=1), put(Anchor, text_en="Another")],
    "Anchor:published_not_removed": [drop(Anchor)],
    "ConflictOfInterest:append_only": [
        put(ConflictOfInterest, reason="Another"), drop(ConflictOfInterest),
    ],
    "ConflictOfInterest:nobody_reviews": [
        again(ConflictOfInterest, reviewer=lambda: Review.objects.get().reviewer),
    ],
    "Review:status_moves": [put(Review, status="assigned"), put(Review, status="cancelled")],
    "Review:status_start": [again(Review, reviewer=UserFactory, number=2)],
    "Review:kept": [drop(Review)],
    "Review:facts_frozen": [
        put(Review, number=9), put(Review, reviewer=UserFactory), put(Review, application_id=0),
        put(Review, rubric=draft_of_rubric), put(Review, assigned_at=timezone.now()),
    ],
    "Review:closed_stands": [
        put(Review, comment="Another"), put(Review, submitted_at=timezone.now()),
    ],
    "Review:without_conflict": [
        again(Review, reviewer=lambda: ConflictOfInterest.objects.get().reviewer, **TO_DO),
        again(Review, reviewer=lambda: Application.objects.get().applicant.user, **TO_DO),
        again(Review, reviewer=colleague, **TO_DO),
    ],
    "Review:by_published_rubric": [
        again(Review, reviewer=UserFactory, rubric=draft_of_rubric, **TO_DO),
    ],
    "Review:scored": [put(Review, score=1), submit_without_scores],
    "Score:allowed": [
        put(Score, value=1), score(9), score_in_conflict, move_score_to_another_review,
        again(Score, review=begun, criterion_id=0), score(2, Review.objects.get),
    ],
    "Score:stands": [drop(Score)],
    "Ranking:append_only": [put(Ranking, seed="mine"), drop(Ranking)],
    "RankedApplication:append_only": [put(RankedApplication, position=9), drop(RankedApplication)],
    "RankedApplication:within_ranking": [
        again(RankedApplication, position=2), again(RankedApplication, position=0),
    ],
}  # fmt: skip

# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "Reviewer:sent_on": (review_from_merged, "organisation.merged"),
}  # fmt: skip
