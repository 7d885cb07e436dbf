"""What reviewers are told: each mail is queued in the transaction that makes it true."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training import mail, mail_kinds
from ivi_training.models import User
from trainees.models import Assignment, Reviewer, Rubric

mail_kinds.register(
    {
        "trainees/emails/reviews_assigned": _("Reviews assigned"),
        "trainees/emails/reviews_due": _("Reminder of reviews"),
        "trainees/emails/reviewer_invited": _("Invitation to review"),
    }
)


def reviews_assigned(
    assignment: Assignment, counts: Mapping[User, int], *, review_by: datetime
) -> None:
    """One mail to each reviewer of an assignment: how many reviews, and by when."""
    mail.queue_all(
        mail.Message(
            template="trainees/emails/reviews_assigned",
            about=assignment,
            occasion=f"reviewer {reviewer.pk}",
            recipient=reviewer,
            context={"count": count, "cohort": assignment.cohort, "review_by": review_by},
        )
        for reviewer, count in counts.items()
    )


def reviews_due(rubric: Rubric, reviewer: User, *, waiting: int) -> None:
    """Reminds of reviews not yet submitted; once a day at most."""
    mail.queue(
        mail.Message(
            template="trainees/emails/reviews_due",
            about=rubric,
            occasion=f"reviewer {reviewer.pk} {timezone.localdate()}",
            recipient=reviewer,
            context={"count": waiting, "call": rubric.call, "review_by": rubric.review_by},
        )
    )


def reviewer_invited(reviewer: Reviewer) -> None:
    """Tells somebody from outside why a link to set a password comes next."""
    mail.queue(
        mail.Message(
            template="trainees/emails/reviewer_invited",
            about=reviewer,
            occasion="once",
            recipient=reviewer.user,
            context={"invited_by": reviewer.invited_by},
        )
    )
