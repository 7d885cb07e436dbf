"""Writing a review: saved and gone on with later, submitted once, then it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ivi_training.accounts.models import User
from trainees.reviewing.actions import conflicts
from trainees.reviewing.errors import ReviewClosed, ReviewIncomplete, StaleReview
from trainees.reviewing.models import Review, Score
from trainees.reviewing.statuses import ReviewStatus


@dataclass(frozen=True)
class CriterionScore:
    """What a reviewer says on one criterion; no value yet is None."""

    value: int | None
    comment: str = ""


@dataclass(frozen=True)
class ScoreSheet:
    """The whole form as it was filled in, with the version that it was loaded with."""

    version: int
    answers: Mapping[int, CriterionScore]
    comment: str = ""


@transaction.atomic
def save(review: Review, sheet: ScoreSheet, *, by: User) -> None:
    """Keep what was typed; refused where another tab has saved since this form was loaded."""
    _hold(review)
    if review.version != sheet.version:
        raise StaleReview(
            _(
                "This review was saved in another tab or on another device since you opened this "
                "page. Nothing there was overwritten."
            ),
            then=[_("Copy what you typed here, open the review again, and paste it there.")],
        )
    conflicts.refuse(review)
    _keep_scores(review, sheet.answers)
    review.version += 1
    facts: dict[str, Any] = {
        "comment": sheet.comment,
        "version": review.version,
        "saved_at": timezone.now(),
    }
    if review.status == ReviewStatus.ASSIGNED:
        review.move(ReviewStatus.STARTED, by=by, **facts)
    else:
        Review.objects.filter(pk=review.pk).update(**facts)
        review.comment = sheet.comment


def _hold(review: Review) -> None:
    """Lock the review and read it again; refuse where nothing can be written any more."""
    # It may be taken back, or saved in another tab, at this moment.
    held = Review.objects.select_for_update(of=("self",), no_key=True)
    review.refresh_from_db(fields=["status", "version"], from_queryset=held)
    review.application.refresh_from_db(fields=["status"])
    if not review.is_open:
        raise ReviewClosed(
            _("It is “%(status)s”, or the application is not in review any more.")
            % {"status": review.get_status_display()},
            then=[_("If something has to change, write to the office that invited you.")],
        )


def _keep_scores(review: Review, answers: Mapping[int, CriterionScore]) -> None:
    """Write what was said and drop what was taken out again, in two statements."""
    given = {pk: a for pk, a in answers.items() if a.value is not None or a.comment}
    review.scores.exclude(criterion__in=given).delete()
    Score.objects.bulk_create(
        [
            Score(review=review, criterion_id=pk, value=answer.value, comment=answer.comment)
            for pk, answer in given.items()
        ],
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["value", "comment"],
    )


@transaction.atomic
def submit(review: Review, sheet: ScoreSheet, *, by: User) -> None:
    """Save and hand the review in; refused while a criterion has no score. It stands then."""
    save(review, sheet, by=by)
    missing = what_is_missing(review)
    if missing:
        raise ReviewIncomplete(_("Please score these first, then submit again."), then=missing)
    review.move(ReviewStatus.SUBMITTED, by=by, submitted_at=timezone.now())
    review.refresh_from_db(fields=["score"])


def what_is_missing(review: Review) -> Sequence[str]:
    """The criteria without a score, in the order of the form."""
    scored = review.scores.filter(value__isnull=False).values("criterion")
    return [criterion.name for criterion in review.rubric.criteria.exclude(pk__in=scored)]
