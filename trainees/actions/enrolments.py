"""Enrolments: confirmed on acceptance; one that ends early gives its place and money back once."""

from django.db import transaction

from courses.actions import programs
from grants.actions import commitments
from ivi_training.models import User
from trainees.actions import places
from trainees.models import Enrolment, Offer
from trainees.statuses import EnrolmentStatus


def enrol(offer: Offer) -> Enrolment:
    """Confirm the seat of an accepted offer."""
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

    Its place goes to the waiting list as long as places of the cohort are offered.
    """
    _end(enrolment, to, by=by, reason=reason)


def _end(enrolment: Enrolment, to: EnrolmentStatus, *, by: User | None, reason: str) -> None:
    offer = enrolment.offer
    programs.lock(offer.place.program_id)
    enrolment.refresh_from_db(fields=["status"])
    enrolment.move(to, by=by, reason=reason)
    places.release(offer.place, reason=to)
    if offer.commitment is not None:
        commitments.release(offer.commitment, by=by, reason=to)
