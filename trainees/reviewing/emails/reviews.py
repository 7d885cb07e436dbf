"""What reviewers are told: each mail is queued in the transaction that makes it true."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import User
from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind
from trainees.reviewing.models import Assignment, Reviewer, Rubric

_TO_DO = {
    "code": "BIO-2027",
    "count": 12,
    "review_by": datetime(2027, 1, 15, 9, tzinfo=UTC),
    "page": "/reviews/",
}


def _kind(code: str, name: Promise, about: type[Model], samples: Mapping[str, object]) -> Kind:
    return kinds.register(
        Kind(code=code, name=name, folder="trainees/reviewing/emails", about=about, samples=samples)
    )


REVIEWS_ASSIGNED = _kind(
    "reviews_assigned",
    _("Reviews assigned"),
    Assignment,
    {**_TO_DO, "cohort": "Vaccine Bioprocess 2027"},
)
REVIEWS_DUE = _kind(
    "reviews_due", _("Reminder of reviews"), Rubric, {**_TO_DO, "call": "Biomanufacturing 2027"}
)
REVIEWER_INVITED = _kind(
    "reviewer_invited",
    _("Invitation to review"),
    Reviewer,
    {"invited_by": "Lee Seoyeon", "page": "/account/login/"},
)


def reviews_assigned(
    assignment: Assignment, counts: Mapping[User, int], *, review_by: datetime
) -> None:
    """One mail to each reviewer of an assignment: how many reviews, and by when."""
    mail.queue_all(
        _assigned(assignment, reviewer, count, review_by) for reviewer, count in counts.items()
    )


def reviews_due(rubric: Rubric, reviewer: User, *, waiting: int) -> None:
    """Reminds of reviews not yet submitted; once a day at most."""
    call = rubric.call
    mail.queue(
        mail.Message(
            REVIEWS_DUE,
            about=rubric,
            occasion=f"reviewer {reviewer.pk} {timezone.localdate()}",
            recipient=reviewer,
            values=lambda: {
                "code": call.code,
                "call": call.title,
                "count": waiting,
                "review_by": rubric.review_by,
                "page": reverse("trainees:review_list"),
            },
        )
    )


def reviewer_invited(reviewer: Reviewer) -> None:
    mail.queue(
        mail.Message(
            REVIEWER_INVITED,
            about=reviewer,
            occasion="once",
            recipient=reviewer.user,
            values=lambda: {
                "invited_by": str(reviewer.invited_by),
                "page": reverse("account_login"),
            },
        )
    )


def _assigned(
    assignment: Assignment, reviewer: User, count: int, review_by: datetime
) -> mail.Message:
    cohort = assignment.cohort
    return mail.Message(
        REVIEWS_ASSIGNED,
        about=assignment,
        occasion=f"reviewer {reviewer.pk}",
        recipient=reviewer,
        values=lambda: {
            "code": cohort.code,
            "cohort": cohort.title,
            "count": count,
            "review_by": review_by,
            "page": reverse("trainees:review_list"),
        },
    )
