"""Handing out reviews: planned, previewed, then done as previewed; taken back while not begun."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.actions import programs
from courses.models import Cohort
from ivi_training.models import User
from ivi_training.permissions import Role
from trainees import reviewer_emails
from trainees.actions import conflicts
from trainees.errors import NothingToAssign, NothingToUndo, PreviewOutdated, RubricMissing
from trainees.models import Application, Assignment, Review, Rubric
from trainees.statuses import LIVE_REVIEWS, ApplicationStatus, ReviewStatus

REVIEWABLE = (ApplicationStatus.ELIGIBLE, ApplicationStatus.IN_REVIEW)


@dataclass(frozen=True)
class Wish:
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
class Pair:
    """One review to be assigned."""

    application: Application
    reviewer: User
    number: int


@dataclass(frozen=True)
class Load:
    """The work of one reviewer: open reviews now, and what would be added."""

    reviewer: User
    open_now: int
    added: int

    @property
    def after(self) -> int:
        """Open reviews after the assignment."""
        return self.open_now + self.added


@dataclass
class Plan:
    """What an assignment would do, before it does it."""

    rubrics: dict[int, Rubric]
    pairs: list[Pair] = field(default_factory=list)
    barred: list[conflicts.Found] = field(default_factory=list)
    short: list[Application] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)

    @cached_property
    def applications(self) -> list[Application]:
        """Each application that gets a review, once."""
        return list({pair.application.pk: pair.application for pair in self.pairs}.values())

    @cached_property
    def digest(self) -> str:
        """What the preview showed, in one word: the act is refused if it would be another."""
        lines = "\n".join(f"{p.application.pk} {p.reviewer.pk} {p.number}" for p in self.pairs)
        return hashlib.sha256(lines.encode()).hexdigest()


def reviewers() -> list[User]:
    """Everybody who may be asked to review."""
    return list(
        User.objects.filter(groups__name=Role.REVIEWER, is_active=True).order_by("name", "email")
    )


def plan(cohort: Cohort, wish: Wish) -> Plan:
    """Work out who would review what; the same wish on the same state gives the same plan.

    Refused where a call has no published rubric. The number of queries is fixed.
    """
    candidates = _candidates(cohort, wish)
    made = Plan(_rubrics({application.call_id for application in candidates}))
    made.barred = conflicts.between(candidates, wish.reviewers)
    desk = _desk(cohort, wish, made.barred)
    for application in sorted(candidates, key=lambda a: (len(desk.numbers[a.pk]), a.pk)):
        required = made.rubrics[application.call_id].reviews_required
        taken = desk.numbers[application.pk]
        free = desk.free_for(application)
        for reviewer in free[: max(0, required - len(taken))] if wish.is_shared else free:
            number = next(n for n in range(1, len(taken) + 2) if n not in taken)
            taken.add(number)
            desk.added[reviewer.pk] += 1
            made.pairs.append(Pair(application, reviewer, number))
        if len(taken) < required:
            made.short.append(application)
    made.loads = [Load(r, desk.open_now[r.pk], desk.added[r.pk]) for r in wish.reviewers]
    return made


@dataclass
class _Desk:
    """What stands while reviews are handed out: numbers taken, pairs barred, work of each."""

    wish: Wish
    numbers: defaultdict[int, set[int]]
    barred: set[tuple[int, int]]
    open_now: Counter[int]
    added: Counter[int] = field(default_factory=Counter)

    def free_for(self, application: Application) -> list[User]:
        """Who may take one more review of this application, the least busy first."""
        limit = self.wish.at_most
        free = [
            reviewer
            for reviewer in self.wish.reviewers
            if (application.pk, reviewer.pk) not in self.barred
            and (limit is None or self.added[reviewer.pk] < limit)
        ]
        return sorted(free, key=lambda r: (self.open_now[r.pk] + self.added[r.pk], r.pk))


def _desk(cohort: Cohort, wish: Wish, found: Sequence[conflicts.Found]) -> _Desk:
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
    waiting = Review.objects.waiting().filter(reviewer__in=wish.reviewers)
    return _Desk(wish, numbers, barred, Counter(waiting.values_list("reviewer", flat=True)))


def _candidates(cohort: Cohort, wish: Wish) -> list[Application]:
    """The applications of the wish that can be reviewed now."""
    rows = Application.objects.filter(cohort=cohort, status__in=REVIEWABLE)
    if wish.applications is not None:
        rows = rows.filter(pk__in=wish.applications)
    return list(
        rows.select_related("applicant", "call")
        .only(
            "reference", "status", "cohort_id", "organisation_id", "call__code",
            "applicant__user_id", "applicant__given_names", "applicant__family_name",
        )
        .order_by("pk")
    )  # fmt: skip


def _rubrics(call_ids: set[int]) -> dict[int, Rubric]:
    """The rubric in force of each call."""
    newest = Rubric.objects.published().filter(call__in=call_ids).order_by("call", "version")
    rubrics = {rubric.call_id: rubric for rubric in newest}
    if call_ids - set(rubrics):
        raise RubricMissing(
            _("Reviewers need a rubric: criteria with weights, and a deadline."),
            then=[_("Set up a rubric for the call and publish it, then assign again.")],
        )
    return rubrics


@transaction.atomic
def assign(cohort: Cohort, wish: Wish, *, digest: str, by: User) -> Assignment:
    """Hand out the reviews that were previewed, and write once to each reviewer.

    Refused when it would hand out nothing, and when something has changed since the preview.
    Statements do not grow with the number of reviews.
    """
    programs.lock(cohort.program_id)
    made = plan(cohort, wish)
    if made.digest != digest:
        raise PreviewOutdated(
            _("Reviews were assigned, or applications changed, since you saw the preview."),
            then=[_("Look at the new preview and confirm again.")],
        )
    if not made.pairs:
        raise NothingToAssign(
            _("Nobody is left to whom a review could be given."),
            then=[_("Tick applications and reviewers, or choose all that lack reviews.")],
        )
    assignment = Assignment.objects.create(cohort=cohort, made_by=by)
    conflicts.keep(made.barred, by=by)
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


def _write(assignment: Assignment, made: Plan) -> None:
    """Tell each reviewer how much there is to do and by when."""
    deadline = min(made.rubrics[a.call_id].review_by for a in made.applications)
    reviewer_emails.reviews_assigned(
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
    return list(rows.select_for_update(of=("self",), no_key=True))


def remind(reviewer: User, rubric: Rubric) -> None:
    """Write to a reviewer with open reviews; at most once a day for each rubric."""
    waiting = Review.objects.waiting().filter(reviewer=reviewer, rubric=rubric).count()
    if waiting:
        reviewer_emails.reviews_due(rubric, reviewer, waiting=waiting)


def done(count: int) -> str:
    """Say how many reviews were assigned."""
    return ngettext("%d review assigned.", "%d reviews assigned.", count) % count
