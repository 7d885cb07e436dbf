"""Handing out reviews: planned, previewed, then done as previewed; taken back while not begun."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.cohorts.models import Cohort
from courses.programs.actions import programs
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.reviewing.actions import conflicts
from trainees.reviewing.emails import reviews
from trainees.reviewing.errors import (
    NothingToAssign,
    NothingToUndo,
    NotReviewer,
    ReviewsChanged,
    RubricMissing,
)
from trainees.reviewing.models import Assignment, Review, Rubric
from trainees.reviewing.statuses import LIVE_REVIEWS, ReviewStatus

REVIEWABLE = (ApplicationStatus.ELIGIBLE, ApplicationStatus.IN_REVIEW)


@dataclass(frozen=True)
class AssignmentRequest:
    """What somebody asks for: whose applications, which reviewers, and how they share the work.

    `applications` None means all that lack reviews; an empty list means none. With `is_shared` the
    reviewers fill each application up to the wanted number, the least reviewed first; otherwise
    every one of them reviews every application.
    """

    applications: Sequence[int] | None
    reviewers: Sequence[User]
    is_shared: bool = True
    at_most: int | None = None


@dataclass(frozen=True)
class PlannedReview:
    """One review to be assigned."""

    application: Application
    reviewer: User
    number: int


@dataclass(frozen=True)
class ReviewerLoad:
    """The work of one reviewer: open reviews now, and what would be added."""

    reviewer: User
    open_now: int
    added: int

    @property
    def after(self) -> int:
        return self.open_now + self.added


@dataclass
class AssignmentPreview:
    """What an assignment would do, before it does it."""

    rubrics: dict[int, Rubric]
    pairs: list[PlannedReview] = field(default_factory=list)
    barred: list[conflicts.FoundConflict] = field(default_factory=list)
    short: list[Application] = field(default_factory=list)
    loads: list[ReviewerLoad] = field(default_factory=list)

    @cached_property
    def applications(self) -> list[Application]:
        """Each application that gets a review, once."""
        return list({pair.application.pk: pair.application for pair in self.pairs}.values())

    @cached_property
    def digest(self) -> str:
        """What the preview showed, in one word: the act is refused if it would be another."""
        lines = "\n".join(f"{p.application.pk} {p.reviewer.pk} {p.number}" for p in self.pairs)
        return hashlib.sha256(lines.encode()).hexdigest()


def reviewers() -> QuerySet[User]:
    """Who may be given reviews: their account is open and has the role."""
    found = User.objects.filter(groups__name=Role.REVIEWER, is_active=True)
    return found.order_by("name", "email")


def _refuse_others(asked: Sequence[User]) -> None:
    known = set(reviewers().filter(pk__in=[user.pk for user in asked]).values_list("pk", flat=True))
    others = [user for user in asked if user.pk not in known]
    if others:
        raise NotReviewer(
            _("%(name)s is not a reviewer, or their account is closed.") % {"name": others[0]},
            then=[_("Choose among the reviewers on the page, or invite the person first.")],
        )


def preview(cohort: Cohort, wanted: AssignmentRequest) -> AssignmentPreview:
    """Work out who would review what; the same request on the same state gives the same preview.

    Refused for somebody who is no reviewer, and where a call has no published rubric. The number of
    queries is fixed.
    """
    _refuse_others(wanted.reviewers)
    candidates = _candidates(cohort, wanted)
    made = AssignmentPreview(_rubrics({application.call_id for application in candidates}))
    made.barred = conflicts.between(candidates, wanted.reviewers)
    desk = _distribution(cohort, wanted, made.barred)
    for application in sorted(candidates, key=lambda a: (len(desk.numbers[a.pk]), a.pk)):
        required = made.rubrics[application.call_id].reviews_required
        taken = desk.numbers[application.pk]
        free = desk.free_for(application)
        for reviewer in free[: max(0, required - len(taken))] if wanted.is_shared else free:
            number = next(n for n in range(1, len(taken) + 2) if n not in taken)
            taken.add(number)
            desk.added[reviewer.pk] += 1
            made.pairs.append(PlannedReview(application, reviewer, number))
        if len(taken) < required:
            made.short.append(application)
    made.loads = [ReviewerLoad(r, desk.open_now[r.pk], desk.added[r.pk]) for r in wanted.reviewers]
    return made


@dataclass
class _Distribution:
    """What stands while reviews are handed out: numbers taken, pairs barred, work of each."""

    wanted: AssignmentRequest
    numbers: defaultdict[int, set[int]]
    barred: set[tuple[int, int]]
    open_now: Counter[int]
    added: Counter[int] = field(default_factory=Counter)

    def free_for(self, application: Application) -> list[User]:
        """Who may take one more review of this application, the least busy first."""
        limit = self.wanted.at_most
        free = [
            reviewer
            for reviewer in self.wanted.reviewers
            if (application.pk, reviewer.pk) not in self.barred
            and (limit is None or self.added[reviewer.pk] < limit)
        ]
        return sorted(free, key=lambda r: (self.open_now[r.pk] + self.added[r.pk], r.pk))


def _distribution(
    cohort: Cohort, wanted: AssignmentRequest, found: Sequence[conflicts.FoundConflict]
) -> _Distribution:
    barred = {(one.application.pk, one.reviewer.pk) for one in found}
    numbers: defaultdict[int, set[int]] = defaultdict(set)
    known = Review.objects.filter(application__cohort=cohort).values_list(
        "application", "reviewer", "status", "number"
    )
    for application_id, reviewer_id, status, number in known:
        if status in LIVE_REVIEWS:
            numbers[application_id].add(number)
        if status != ReviewStatus.CANCELLED:
            barred.add((application_id, reviewer_id))
    waiting = Review.objects.waiting().filter(reviewer__in=wanted.reviewers)
    return _Distribution(
        wanted, numbers, barred, Counter(waiting.values_list("reviewer", flat=True))
    )


def _candidates(cohort: Cohort, wanted: AssignmentRequest) -> list[Application]:
    rows = Application.objects.filter(cohort=cohort, status__in=REVIEWABLE)
    if wanted.applications is not None:
        rows = rows.filter(pk__in=wanted.applications)
    return list(
        rows.select_related("applicant", "call")
        .only(
            "reference", "status", "cohort_id", "organisation_id", "call__code",
            "applicant__user_id", "applicant__given_names", "applicant__family_name",
        )
        .order_by("pk")
    )  # fmt: skip


def _rubrics(call_ids: set[int]) -> dict[int, Rubric]:
    newest = Rubric.objects.published().filter(call__in=call_ids).order_by("call", "version")
    rubrics = {rubric.call_id: rubric for rubric in newest}
    if call_ids - set(rubrics):
        raise RubricMissing(
            _("Reviewers need a rubric: criteria with weights, and a deadline."),
            then=[_("Set up a rubric for the call and publish it, then assign again.")],
        )
    return rubrics


@transaction.atomic
def assign(cohort: Cohort, wanted: AssignmentRequest, *, digest: str, by: User) -> Assignment:
    """Hand out the reviews that were previewed, and write once to each reviewer.

    Refused when it would hand out nothing, and when something has changed since the preview.
    Statements do not grow with the number of reviews.
    """
    programs.lock(cohort.program_id)
    made = preview(cohort, wanted)
    if made.digest != digest:
        raise ReviewsChanged(
            _("Reviews were assigned, or applications changed, since you saw the preview."),
            then=[_("Look at the new preview and confirm again.")],
        )
    if not made.pairs:
        raise NothingToAssign(
            _("There is no review left to assign."),
            then=[_("Tick applications and reviewers, or choose all that lack reviews.")],
        )
    assignment = Assignment.objects.create(cohort=cohort, made_by=by)
    conflicts.record(made.barred, by=by)
    Review.objects.bulk_create(
        Review(
            application=pair.application,
            reviewer=pair.reviewer,
            rubric=made.rubrics[pair.application.call_id],
            assignment=assignment,
            number=pair.number,
        )
        for pair in made.pairs
    )
    newly = [a for a in made.applications if a.status == ApplicationStatus.ELIGIBLE]
    if newly:
        Application.move_all(newly, ApplicationStatus.IN_REVIEW, by=by)
    _write(assignment, made)
    return assignment


def _write(assignment: Assignment, made: AssignmentPreview) -> None:
    deadline = min(made.rubrics[a.call_id].review_by for a in made.applications)
    reviews.reviews_assigned(
        assignment,
        {load.reviewer: load.added for load in made.loads if load.added},
        review_by=deadline,
    )


@transaction.atomic
def undo(assignment: Assignment, *, by: User) -> int:
    """Take back what nobody has begun; what is begun or submitted stays. Refused if nothing is.

    An application that nobody reviews any more is eligible again, as it was before.
    """
    programs.lock(assignment.cohort.program_id)
    untouched = assignment.reviews.filter(status=ReviewStatus.ASSIGNED)
    # A reviewer who begins at this moment keeps the review: the lock lets one of the two see the
    # other.
    reviews = list(untouched.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not reviews:
        raise NothingToUndo(_("Every review of this assignment is begun, or was taken back."))
    Review.move_all(reviews, ReviewStatus.CANCELLED, by=by)
    unread = _unread(reviews)
    if unread:
        Application.move_all(unread, ApplicationStatus.ELIGIBLE, by=by)
    assignment.take_back(by=by)
    return len(reviews)


def _unread(reviews: Sequence[Review]) -> list[Application]:
    """The applications of these reviews that have no review left, begun or not."""
    rows = Application.objects.filter(
        pk__in={review.application_id for review in reviews}, status=ApplicationStatus.IN_REVIEW
    )
    rows = rows.exclude(reviews__status__in=LIVE_REVIEWS).order_by("pk")
    # A review may be handed out again meanwhile.
    return list(rows.select_for_update(of=("self",), no_key=True))


def remind(reviewer: User, rubric: Rubric) -> None:
    """Write to a reviewer with open reviews; at most once a day for each rubric."""
    waiting = Review.objects.waiting().filter(reviewer=reviewer, rubric=rubric).count()
    if waiting:
        reviews.reviews_due(rubric, reviewer, waiting=waiting)


def assigned_message(count: int) -> str:
    return ngettext("%d review assigned.", "%d reviews assigned.", count) % count
