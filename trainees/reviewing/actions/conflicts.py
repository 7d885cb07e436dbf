"""Conflicts of interest: found by fact or on record; nobody judges where one stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.reviewing.errors import InConflict
from trainees.reviewing.models import ConflictOfInterest, Review, Reviewer
from trainees.reviewing.statuses import ConflictKind, ReviewStatus


@dataclass(frozen=True)
class FoundConflict:
    """A pair that may not meet, and why."""

    application: Application
    reviewer: User
    reason: str
    is_recorded: bool


def between(applications: Sequence[Application], reviewers: Sequence[User]) -> list[FoundConflict]:
    """Every pair in conflict, in two queries; the same rule as `IN_CONFLICT` in SQL."""
    employers = dict(
        Reviewer.objects.filter(user__in=reviewers, organisation__isnull=False).values_list(
            "user", "organisation"
        )
    )
    recorded = {
        (application, reviewer): reason
        for application, reviewer, reason in ConflictOfInterest.objects.filter(
            reviewer__in=reviewers, application__cohort__in={a.cohort_id for a in applications}
        ).values_list("application", "reviewer", "reason")
    }
    found = []
    for application in applications:
        for reviewer in reviewers:
            reason = recorded.get((application.pk, reviewer.pk), "")
            fact = reason or _by_fact(application, reviewer, employers)
            if fact:
                found.append(FoundConflict(application, reviewer, fact, is_recorded=bool(reason)))
    return found


def _by_fact(application: Application, reviewer: User, employers: dict[int, int]) -> str:
    if application.applicant.user_id == reviewer.pk:
        return _("The application is the reviewer's own.")
    if employers.get(reviewer.pk) == application.organisation_id:
        return _("The applicant is employed by the reviewer's organisation.")
    return ""


def record(found: Sequence[FoundConflict], *, by: User) -> None:
    """Put what was found by fact on record, but for those who review already."""
    live = Review.objects.live().filter(application__in={one.application.pk for one in found})
    busy = set(live.values_list("application", "reviewer"))
    ConflictOfInterest.objects.bulk_create(
        [
            ConflictOfInterest(
                reviewer=one.reviewer,
                application=one.application,
                kind=ConflictKind.DETECTED,
                reason=one.reason,
                by=by,
            )
            for one in found
            if not one.is_recorded and (one.application.pk, one.reviewer.pk) not in busy
        ],
        ignore_conflicts=True,
    )


def refuse(review: Review) -> None:
    found = between([review.application], [review.reviewer])
    if found:
        raise InConflict(found[0].reason, then=[_("Step back from this review and say why.")])


@transaction.atomic
def step_back(review: Review, *, reason: str, by: User) -> None:
    """Take a reviewer off an application for good, with the reason on record.

    By the reviewer, who declares it, or by the office, also when the review is submitted: it is
    kept and no longer counts.
    """
    programs.lock(review.application.cohort.program_id)
    # The review may be handed in at this moment.
    held = Review.objects.select_for_update(of=("self",), no_key=True)
    review.refresh_from_db(fields=["status"], from_queryset=held)
    review.move(ReviewStatus.RECUSED, by=by, reason=reason)
    ConflictOfInterest.objects.create(
        reviewer=review.reviewer,
        application=review.application,
        kind=ConflictKind.DECLARED if by == review.reviewer else ConflictKind.RECORDED,
        reason=reason,
        by=by,
    )
