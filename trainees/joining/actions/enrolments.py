"""Enrolments: confirmed on acceptance; one that ends early gives its place and money back once."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.joining.actions import holdings
from trainees.joining.errors import NoSuchEnd
from trainees.joining.models import Enrolment, Offer
from trainees.joining.statuses import ENROLMENT_ENDS, LIVE_ENROLMENTS, EnrolmentStatus


def enrol(offer: Offer) -> Enrolment:
    return Enrolment.objects.create(
        offer=offer, application=offer.application, cohort_id=offer.place.cohort_id
    )


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: User, reason: str) -> None:
    """End an enrolment at the trainee's wish before the course."""
    _end(enrolment, EnrolmentStatus.WITHDRAWN, by=by, reason=reason)


@transaction.atomic
def cancel(enrolment: Enrolment, *, by: User | None, reason: str) -> None:
    """End an enrolment by the program before the course."""
    _end(enrolment, EnrolmentStatus.CANCELLED, by=by, reason=reason)


@transaction.atomic
def end(enrolment: Enrolment, to: EnrolmentStatus, *, by: User, reason: str) -> None:
    """End an enrolment before it is completed: withdrawn, cancelled, dismissed or did not come.

    Its place goes to the waiting list as long as places of the cohort are offered. Refused is what
    is no such end: a course that is completed, and a deferral.
    """
    if to not in ENROLMENT_ENDS:
        raise NoSuchEnd(
            _("“%(status)s” is not an early end of an enrolment.") % {"status": to.label},
            then=[_("Choose what happened, or defer the person to a later cohort.")],
        )
    _end(enrolment, to, by=by, reason=reason)


def end_for(application: Application, *, by: User, reason: str) -> None:
    for enrolment in application.enrolments.filter(status__in=LIVE_ENROLMENTS):
        withdraw(enrolment, by=by, reason=reason)


def _end(enrolment: Enrolment, to: EnrolmentStatus, *, by: User | None, reason: str) -> None:
    offer = enrolment.offer
    programs.lock(offer.place.program_id)
    enrolment.refresh_from_db(fields=["status"])
    enrolment.move(to, by=by, reason=reason)
    holdings.give_back(offer, by=by, reason=to)
