"""The open online cohort: one click for who has no place, left again or superseded by a place."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.online.emails import online as emails
from trainees.online.errors import NotForOnline
from trainees.online.models import OnlineEnrolment
from trainees.online.statuses import OnlineStatus

WITHOUT_PLACE = (ApplicationStatus.WAITLISTED, ApplicationStatus.NOT_SELECTED)


def cohort_for(application: Application) -> Cohort | None:
    """The open online cohort this person may join: the next of their program not yet over."""
    if application.status not in WITHOUT_PLACE:
        return None
    open_ = Cohort.objects.filter(
        program=application.cohort.program_id, is_open=True, ends_on__gte=timezone.localdate()
    )
    return open_.order_by("starts_on", "pk").first()


def latest(application: Application) -> OnlineEnrolment | None:
    found = OnlineEnrolment.objects.filter(application=application)
    return found.select_related("cohort").order_by("-pk").first()


@transaction.atomic
def join(application: Application) -> OnlineEnrolment:
    """Enrol online, without a place and without money; a second press changes nothing.

    Refused with a place or an offer of one, and where no cohort is open. The number on the
    waiting list stays.
    """
    _lock(application)
    known = _running(application)
    if known is not None:
        return known
    cohort = cohort_for(application)
    if cohort is None:
        raise NotForOnline(
            _("It is for people who were not selected or who wait, while the program has one."),
        )
    made = OnlineEnrolment.objects.create(application=application, cohort=cohort)
    emails.online_joined(made)
    return made


@transaction.atomic
def leave(application: Application, *, by: User) -> None:
    """End one's online enrolment; without one nothing changes."""
    _lock(application)
    _end(application, OnlineStatus.LEFT, by=by, reason="")


def end_for(application: Application, *, by: User, reason: str) -> None:  # noqa: ARG001 - a stage's verb
    leave(application, by=by)


def end_for_offer(application: Application, *, by: User) -> None:
    """End the online enrolment of somebody who takes a place; the program is locked."""
    _end(application, OnlineStatus.SUPERSEDED, by=by, reason="a place was accepted")


def _end(application: Application, to: OnlineStatus, *, by: User, reason: str) -> None:
    running = _running(application)
    if running is not None:
        running.move(to, by=by, reason=reason, ended_at=timezone.now())


def _running(application: Application) -> OnlineEnrolment | None:
    found = OnlineEnrolment.objects.filter(application=application, status=OnlineStatus.ENROLLED)
    return found.first()


def _lock(application: Application) -> None:
    programs.lock(application.cohort.program_id)
    application.refresh_from_db(fields=["status"])
