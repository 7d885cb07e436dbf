"""Answering a consent after the fact: a no to what is required takes applications back with it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.actions import programs
from courses.models import ConsentTerm
from ivi_training.models import User
from trainees.actions import applications, consents
from trainees.errors import ConsentChanged
from trainees.models import Applicant, Application
from trainees.statuses import ApplicationStatus


def resting_on(applicant: Applicant, term: ConsentTerm) -> list[Application]:
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
        for application in resting_on(applicant, term):
            applications.withdraw(application, by=by, reason=str(_("Consent not given")))
    consents.keep(applicant, {term: agrees})
