"""Writing reviews: saved, never overwritten by an older page, complete when submitted."""

from decimal import Decimal

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.reviews import assigned, review_of, reviewer, sheet, submitted_review
from tests.factories.trainees import eligible
from trainees.portal.actions import withdrawals
from trainees.reviewing.actions import conflicts, reviews
from trainees.reviewing.actions.reviews import CriterionScore, ScoreSheet
from trainees.reviewing.errors import InConflict, ReviewClosed, ReviewIncomplete, StaleReview
from trainees.reviewing.models import ConflictOfInterest, Review, Reviewer
from trainees.reviewing.statuses import ConflictKind, ReviewStatus

pytestmark = pytest.mark.django_db


def test_what_is_saved_is_there_to_go_on_with():
    review = assigned()
    first = review.rubric.criteria.first()
    reviews.save(
        review,
        ScoreSheet(1, {first.pk: CriterionScore(None, "Later")}, "Draft"),
        by=review.reviewer,
    )
    review.refresh_from_db()
    assert (review.status, review.comment, review.version) == (ReviewStatus.STARTED, "Draft", 2)
    assert [(s.value, s.comment) for s in review.scores.all()] == [(None, "Later")]
    reviews.save(review, sheet(review, 4), by=review.reviewer)
    reviews.save(review, sheet(review, None), by=review.reviewer)
    assert not review.scores.exists()


def test_score_is_weighted_and_scaled_to_a_hundred():
    # 3 of 4 steps, three times; 1 of 2 steps, once.
    assert submitted_review(eligible(), 4, 2).score == Decimal("68.750")
    assert submitted_review(eligible(), 5, 3).score == 100
    assert submitted_review(eligible(), 1, 1).score == 0


def test_review_is_submitted_complete_and_once():
    review = assigned()
    with pytest.raises(ReviewIncomplete) as refused:
        reviews.submit(review, sheet(review, 4), by=review.reviewer)
    assert refused.value.then == ["English"]
    review = review_of(review.application, review.reviewer)
    reviews.submit(review, sheet(review, 4, 2), by=review.reviewer)
    with pytest.raises(ReviewClosed):
        reviews.submit(review, sheet(review, 5, 3), by=review.reviewer)


def test_older_page_never_overwrites_newer_scores():
    review = assigned()
    other_tab = review_of(review.application, review.reviewer)
    reviews.save(review, sheet(review, 4, comment="Newer"), by=review.reviewer)
    with pytest.raises(StaleReview):
        reviews.save(other_tab, ScoreSheet(1, {}, "Older"), by=review.reviewer)
    assert Review.objects.get().comment == "Newer"


def test_application_that_left_the_reviews_takes_no_score():
    review = assigned()
    withdrawals.withdraw(review.application, by=review.application.applicant.user)
    with pytest.raises(ReviewClosed):
        reviews.save(review, sheet(review, 4), by=review.reviewer)


def test_conflict_that_comes_to_light_stops_the_review():
    review = assigned()
    Reviewer.objects.create(user=review.reviewer, organisation=review.application.organisation)
    with pytest.raises(InConflict):
        reviews.save(review, sheet(review, 4), by=review.reviewer)


@pytest.mark.parametrize("is_own", [True, False])
def test_stepping_back_is_on_record_with_who_said_so(*, is_own: bool):
    review = submitted_review()
    by = review.reviewer if is_own else UserFactory()
    conflicts.step_back(review, reason="Former student.", by=by)
    kept = ConflictOfInterest.objects.get()
    expected = ConflictKind.DECLARED if is_own else ConflictKind.RECORDED
    assert (kept.kind, kept.by, kept.reason) == (expected, by, "Former student.")
    assert not Review.objects.counted().exists()
    assert Review.objects.get().score is not None


def test_others_are_seen_after_ones_own_is_submitted_only():
    application = eligible()
    other = submitted_review(application)
    mine = assigned(application, by=reviewer())
    assert not Review.objects.of_others(mine.reviewer).exists()
    reviews.submit(mine, sheet(mine, 1, 1), by=mine.reviewer)
    assert list(Review.objects.of_others(mine.reviewer)) == [other]
