"""Reviews: one person's scores of one application by one rubric; assigned, written, submitted."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models.user import User
from ivi_training.guards.erasable import Erasable
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON, Application
from trainees.applying.statuses import ApplicationStatus
from trainees.reviewing.models.assignment import Assignment
from trainees.reviewing.models.conflict import refuse_conflict
from trainees.reviewing.models.rubric import Rubric
from trainees.reviewing.statuses import LIVE_REVIEWS, OPEN_REVIEWS, REVIEW_MOVES, ReviewStatus

# The score follows from the scores of the criteria: each scaled to 0..1, weighted, in per cent.
_SCORE = """
    IF NEW.status = OLD.status OR NEW.status <> 'submitted' THEN
        IF NEW.score IS DISTINCT FROM OLD.score THEN
            RAISE EXCEPTION 'the score of a review is computed when it is submitted'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM trainees_criterion c
                WHERE c.rubric_id = NEW.rubric_id AND NOT EXISTS (
                      SELECT 1 FROM trainees_score s
                       WHERE s.review_id = NEW.id AND s.criterion_id = c.id
                         AND s.value IS NOT NULL)) THEN
        RAISE EXCEPTION 'review % lacks the score of a criterion', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT round(100 * sum(c.weight * (s.value - c.low) / (c.high - c.low)) / sum(c.weight), 3)
      INTO NEW.score
      FROM trainees_score s JOIN trainees_criterion c ON c.id = s.criterion_id
     WHERE s.review_id = NEW.id;
    RETURN NEW;
"""
# A draft of a rubric can still change: scores by it would mean different things.
_BY_PUBLISHED_RUBRIC = """
    IF NOT EXISTS (SELECT 1 FROM trainees_rubric r JOIN trainees_application a USING (call_id)
                    WHERE r.id = NEW.rubric_id AND a.id = NEW.application_id
                      AND r.published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'reviews follow a published rubric of the call'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


class ReviewQuerySet(models.QuerySet["Review"]):
    def of(self, user: User) -> "ReviewQuerySet":
        """One's own, those taken back left out: a reviewer never had them."""
        return self.filter(reviewer=user).exclude(status=ReviewStatus.CANCELLED)

    def for_list(self) -> "ReviewQuerySet":
        """What a list shows beside each review, without a query a row."""
        return self.select_related(
            "application__applicant", "application__cohort", "rubric__call", "reviewer"
        )

    def waiting(self) -> "ReviewQuerySet":
        return self.filter(status__in=OPEN_REVIEWS, application__status=ApplicationStatus.IN_REVIEW)

    def live(self) -> "ReviewQuerySet":
        return self.filter(status__in=LIVE_REVIEWS)

    def counted(self) -> "ReviewQuerySet":
        return self.filter(status=ReviewStatus.SUBMITTED)

    def late(self) -> "ReviewQuerySet":
        return self.waiting().filter(rubric__review_by__lt=timezone.now())

    def of_others(self, user: User) -> "ReviewQuerySet":
        """Others' submitted reviews, only where one's own is submitted."""
        own = Review.objects.counted().filter(reviewer=user, application=OuterRef("application"))
        return self.counted().exclude(reviewer=user).filter(Exists(own))


@about_person(PERSON, "comment")
class Review(HasLifecycle):
    """One reviewer's judgement of one application; bound to the rubric it was assigned with."""

    MOVES = REVIEW_MOVES

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="reviews", verbose_name=_("application")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewer")
    )
    rubric = models.ForeignKey(
        Rubric, models.PROTECT, related_name="reviews", verbose_name=_("rubric")
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="reviews", verbose_name=_("assignment")
    )
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("First, second, third review of this application.")
    )
    status = models.CharField(
        _("status"), max_length=20, choices=ReviewStatus, default=ReviewStatus.ASSIGNED
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    comment = models.TextField(_("overall comment"), blank=True)
    score = models.DecimalField(
        _("score"), max_digits=6, decimal_places=3, null=True, blank=True, editable=False
    )
    assigned_at = models.DateTimeField(_("assigned at"), default=timezone.now)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-id"]
        permissions = [
            ("write_review", "Can review what is assigned to them"),
            ("assign_review", "Can assign reviews and remind reviewers"),
        ]
        constraints = [
            known_status("review_status_known", ReviewStatus),
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                name="review_once_per_reviewer",
                condition=~Q(status=ReviewStatus.CANCELLED),
                violation_error_message=_("This person reviews this application already."),
            ),
            # Two people who hand out the last wanted review both reach for the same number.
            models.UniqueConstraint(
                fields=["application", "number"],
                name="review_number_once_per_application",
                condition=Q(status__in=LIVE_REVIEWS),
                violation_error_message=_("This review has just been assigned to somebody else."),
            ),
            models.CheckConstraint(
                name="review_submission_has_moment_and_score",
                condition=Q(
                    status=ReviewStatus.SUBMITTED, submitted_at__isnull=False, score__isnull=False
                )
                | Q(status=ReviewStatus.RECUSED)
                | (
                    ~Q(status__in=[ReviewStatus.SUBMITTED, ReviewStatus.RECUSED])
                    & Q(submitted_at__isnull=True, score__isnull=True)
                ),
                violation_error_message=_("A submitted review has its moment and its score."),
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "-id"], name="review_of_reviewer"),
            models.Index(
                fields=["rubric", "reviewer"],
                name="review_open",
                condition=Q(status__in=OPEN_REVIEWS),
            ),
        ]
        triggers = [
            *lifecycle_triggers(REVIEW_MOVES, [ReviewStatus.ASSIGNED]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="facts_frozen",
                fields=[
                    "application",
                    "reviewer",
                    "rubric",
                    "assignment",
                    "number",
                    "assigned_at",
                ],
            ),
            Erasable(
                pgtrigger.Protect(
                    name="closed_stands",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(
                        "OLD.status NOT IN ('assigned', 'started') AND"
                        " (NEW.comment IS DISTINCT FROM OLD.comment OR"
                        " NEW.submitted_at IS DISTINCT FROM OLD.submitted_at)"
                    ),
                ),
                "comment",
            ),
            pgtrigger.Trigger(
                name="without_conflict",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=refuse_conflict(),
            ),
            pgtrigger.Trigger(
                name="by_published_rubric",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_BY_PUBLISHED_RUBRIC,
            ),
            pgtrigger.Trigger(
                name="scored",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_SCORE,
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def shown_as(self) -> str:
        """What its reviewer sees of who applied: the name, or only the reference number."""
        application = self.application
        if self.rubric.hide_name:
            return application.reference or ""
        return application.applicant.full_name

    @property
    def is_open(self) -> bool:
        return (
            self.status in OPEN_REVIEWS and self.application.status == ApplicationStatus.IN_REVIEW
        )
