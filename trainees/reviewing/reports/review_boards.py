"""How the reviews of a cohort get on: by reviewer, by application, and what was handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Exists, IntegerField, OuterRef, Q, StdDev, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.reviewing.models import Assignment, Review, Rubric
from trainees.reviewing.statuses import LIVE_REVIEWS, OPEN_REVIEWS, ReviewStatus

SHOWN = (
    ApplicationStatus.ELIGIBLE,
    ApplicationStatus.IN_REVIEW,
    ApplicationStatus.SELECTED,
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.NOT_SELECTED,
)
FAR_APART = 20  # points of standard deviation that a chair should look at
_WAITING = Q(status__in=OPEN_REVIEWS, application__status=ApplicationStatus.IN_REVIEW)


@dataclass(frozen=True)
class ReviewerWork:
    """The reviews of one reviewer in one cohort."""

    reviewer: User
    live: int
    submitted: int
    waiting: int
    late: int
    recused: int
    mean: Decimal | None


@dataclass(frozen=True)
class ReviewSummary:
    """What stands above the board."""

    work: list[ReviewerWork]
    rubrics: list[Rubric]
    assignments: Sequence[Assignment]

    @property
    def assigned(self) -> int:
        return sum(work.live for work in self.work)

    @property
    def submitted(self) -> int:
        return sum(work.submitted for work in self.work)

    @property
    def late(self) -> int:
        return sum(work.late for work in self.work)

    @property
    def recused(self) -> int:
        return sum(work.recused for work in self.work)


def summary(cohort: Cohort) -> ReviewSummary:
    assignments = Assignment.objects.filter(cohort=cohort).select_related("made_by", "undone_by")
    rubrics = Rubric.objects.published().filter(call__in=cohort.calls.all())
    newest: dict[int, Rubric] = {
        r.call_id: r for r in rubrics.select_related("call").order_by("call", "version")
    }
    untouched = Q(reviews__status=ReviewStatus.ASSIGNED)
    return ReviewSummary(
        work=_work(cohort, timezone.now()),
        rubrics=list(newest.values()),
        assignments=list(
            assignments.annotate(
                count=Count("reviews"), untouched=Count("reviews", filter=untouched)
            )[:10]
        ),
    )


def _work(cohort: Cohort, now: datetime) -> list[ReviewerWork]:
    late = _WAITING & Q(rubric__review_by__lt=now)
    rows = (
        Review.objects.filter(application__cohort=cohort)
        .exclude(status=ReviewStatus.CANCELLED)
        .values("reviewer")
        .annotate(
            live=Count("pk", filter=Q(status__in=LIVE_REVIEWS)),
            submitted=Count("pk", filter=Q(status=ReviewStatus.SUBMITTED)),
            waiting=Count("pk", filter=_WAITING),
            late=Count("pk", filter=late),
            recused=Count("pk", filter=Q(status=ReviewStatus.RECUSED)),
            mean=Avg("score", filter=Q(status=ReviewStatus.SUBMITTED)),
        )
        .order_by("reviewer__name", "reviewer")
    )
    found: list[dict[str, Any]] = [dict(row) for row in rows]
    users = User.objects.in_bulk([row["reviewer"] for row in found])
    return [ReviewerWork(**row | {"reviewer": users[row["reviewer"]]}) for row in found]


def applications(cohort: Cohort, chosen: dict[str, str]) -> Any:
    """The applications of the board with their reviews, as far as the filter leaves them."""
    counted = Q(reviews__status=ReviewStatus.SUBMITTED)
    required = Rubric.objects.published().filter(call=OuterRef("call")).order_by("-version")
    rows = Application.objects.filter(cohort=cohort, status__in=SHOWN).annotate(
        live=Count("reviews", filter=Q(reviews__status__in=LIVE_REVIEWS)),
        submitted=Count("reviews", filter=counted),
        recused=Count("reviews", filter=Q(reviews__status=ReviewStatus.RECUSED)),
        mean=Avg("reviews__score", filter=counted),
        spread=StdDev("reviews__score", filter=counted),
        wanted=Coalesce(
            Subquery(required.values("reviews_required")[:1], output_field=IntegerField()), 0
        ),
    )
    return _narrow(rows, chosen).select_related("applicant", "stream")


def _narrow(rows: Any, chosen: dict[str, str]) -> Any:
    show = chosen.get("show")
    if chosen.get("name"):
        rows = rows.search(chosen["name"])
    if show == "lacking":
        rows = rows.filter(
            status__in=[ApplicationStatus.ELIGIBLE, ApplicationStatus.IN_REVIEW],
            live__lt=Coalesce("wanted", 0),
        )
    elif show == "late":
        rows = rows.filter(Exists(Review.objects.late().filter(application=OuterRef("pk"))))
    elif show == "apart":
        rows = rows.filter(spread__gte=FAR_APART)
    return rows
