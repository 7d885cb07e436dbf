"""Withdrawing: whatever an application has reached ends with it, each stage by its own verb."""

from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.calls.models import ConsentTerm
from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.actions import consents, endorsements
from trainees.applying.emails import applications as emails
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.actions import enrolments, offers
from trainees.online.actions import online
from trainees.people.models import Applicant
from trainees.portal.errors import ConsentChanged
from trainees.selecting.actions import decisions


class Stage(Protocol):
    """Ends what a stage holds for an application; nothing where it holds nothing."""

    def __call__(self, application: Application, *, by: User, reason: str) -> None:
        """End it, under the lock of the program."""


# In this order: what is staged must not be published meanwhile, and an enrolment ends before the
# offer it came of is looked at. Waiting lists follow the status by themselves.
STAGES: tuple[Stage, ...] = (
    decisions.end_for,
    enrolments.end_for,
    offers.end_for,
    online.end_for,
)
# Only once the move holds the application does nobody sign any more.
AFTER_THE_MOVE: tuple[Stage, ...] = (endorsements.end_for,)


@transaction.atomic
def withdraw(application: Application, *, by: User, reason: str = "") -> None:
    """Take the application back; an offer or an enrolment, online too, ends with it."""
    programs.lock(application.cohort.program_id)
    for end in STAGES:
        end(application, by=by, reason=reason)
    was_submitted = application.submitted_at is not None
    application.move(ApplicationStatus.WITHDRAWN, by=by, reason=reason)
    for end in AFTER_THE_MOVE:
        end(application, by=by, reason=reason)
    if was_submitted:
        emails.application_withdrawn(application)


def applications_that_need(applicant: Applicant, term: ConsentTerm) -> list[Application]:
    """Applications in the program that nobody may go on with after a no to a required text."""
    if not term.is_required:
        return []
    mine = Application.objects.live().received().filter(applicant=applicant)
    found = mine.filter(call__program=term.program_id).select_related(
        "applicant__user", "call", "cohort"
    )
    return [one for one in found.order_by("pk") if one.can_move(ApplicationStatus.WITHDRAWN)]


@transaction.atomic
def answer(applicant: Applicant, term: ConsentTerm, *, agrees: bool, by: User) -> None:
    """Write down the answer; a no to a required text withdraws what rests on it.

    Refused for a text that a newer one has replaced: nobody agrees to words that are not asked.
    """
    programs.lock(term.program_id)
    in_force = ConsentTerm.objects.in_force().filter(program=term.program_id)
    if term.pk not in {one.pk for one in in_force}:
        raise ConsentChanged(_("Please read the newer version, and answer that one."))
    if not agrees:
        for application in applications_that_need(applicant, term):
            withdraw(application, by=by, reason=str(_("Consent not given")))
    consents.record(applicant, {term: agrees})
