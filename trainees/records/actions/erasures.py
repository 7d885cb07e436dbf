"""Erasure: asked for by the person, decided by the privacy officer, done in one transaction."""

from collections.abc import Sequence
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.programs.actions import programs
from ivi_training.accounts.models import Erasure, User
from ivi_training.accounts.statuses import ErasureStatus, RefusalGround
from ivi_training.files.models.stored_file import delete_unnamed
from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.models import Enrolment
from trainees.joining.statuses import EnrolmentStatus
from trainees.people.models import Applicant
from trainees.places.models import Place
from trainees.records.actions import erasure_of_people
from trainees.records.emails import requests
from trainees.records.errors import (
    ErasureAsked,
    ErasureDecided,
    RefusalUnexplained,
    StillInUse,
)
from trainees.records.models import Destruction, RetentionHold
from trainees.reviewing.models import Reviewer

# Nothing more comes of these: they are history.
_ENDED = (
    ApplicationStatus.WITHDRAWN, ApplicationStatus.INELIGIBLE, ApplicationStatus.NOT_SELECTED,
)  # fmt: skip
_TRAINED = (EnrolmentStatus.COMPLETED, EnrolmentStatus.NOT_COMPLETED)


def is_of_staff(user: User) -> bool:
    """Whether the account works for the program: what it did for others keeps its name."""
    return (
        user.is_staff
        or user.groups.exclude(name=Role.APPLICANT).exists()
        or Reviewer.objects.filter(user=user).exists()
    )


def applications_in_the_way(user: User) -> list[Application]:
    """Applications that still run: each has to be withdrawn, or its training to end, first."""
    one = OuterRef("pk")
    trained = Exists(Enrolment.objects.filter(application=one, status__in=_TRAINED))
    holds = Exists(Place.objects.live().filter(application=one))
    mine = Application.objects.filter(applicant__user=user).select_related("call", "cohort")
    running = mine.filter(~trained, ~Q(status__in=_ENDED) | holds)
    return list(running.order_by("pk"))


@transaction.atomic
def ask(user: User) -> Erasure:
    """Ask to be erased. Refused for an account of staff, while something runs, or asked before."""
    _refuse_in_use(user)
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(user=user)
    except IntegrityError as error:
        raise ErasureAsked(_("A person decides about it and writes to you.")) from error
    requests.erasure_asked(erasure)
    return erasure


@transaction.atomic
def take_back(erasure: Erasure, *, by: User) -> None:
    """Leave everything as it is; refused once it is decided."""
    _hold(erasure)
    erasure.move(ErasureStatus.TAKEN_BACK, by=by)


@transaction.atomic
def refuse(erasure: Erasure, *, ground: RefusalGround, note: str, by: User) -> None:
    """Keep the data on a ground that the law knows; the person is told which, and what to do.

    Refused without words that say so.
    """
    if not note:
        raise RefusalUnexplained(_("Say what it means for the person."))
    _hold(erasure)
    erasure.move(
        ErasureStatus.REFUSED,
        by=by,
        ground=ground,
        note=note,
        decided_at=timezone.now(),
        decided_by=by,
    )
    requests.erasure_refused(erasure)


@transaction.atomic
def agree(erasure: Erasure, *, by: User) -> None:
    """Erase the person, and tell the address once more; statistics keep their numbers.

    Refused while an application, an offer, a place or a training runs, while a mail to the person
    is on its way, while their data are held back, and for an account of staff.
    """
    _lock(erasure.user)
    _hold(erasure)
    _refuse_in_use(erasure.user)
    _refuse_while_mailing(erasure.user)
    _refuse_while_held(erasure.user)
    requests.erasure_done(erasure)
    erasure.move(
        ErasureStatus.AGREED,
        by=by,
        files=erasure_of_people.files_of(erasure.user),
        decided_at=timezone.now(),
        decided_by=by,
    )
    erasure_of_people.blank(erasure.user)
    transaction.on_commit(partial(delete_files, erasure), robust=True)


def delete_files(record: Erasure | Destruction) -> None:
    """Delete the files that the record lists, then forget their names; safe to run again.

    One that another paper of the person still names, with the same bytes, stays with it.
    """
    delete_unnamed(record.files)
    type(record)._default_manager.filter(pk=record.pk).update(files=[])


def _lock(user: User) -> None:
    """Hold the programs, then the account against whatever is being added, then the person."""
    mine = Application.objects.filter(applicant__user=user).order_by()
    programs.lock_all(mine.values_list("cohort__program", flat=True))
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    list(Applicant.objects.select_for_update(no_key=True).filter(user=user).values_list("pk"))


def _hold(erasure: Erasure) -> None:
    """Hold the request and read its status again; refused unless it is open."""
    # Two officers may decide at once, or the person takes it back.
    held = Erasure.objects.select_for_update(of=("self",), no_key=True)
    erasure.refresh_from_db(fields=["status"], from_queryset=held)
    if not erasure.is_open:
        raise ErasureDecided(
            _("It is “%(status)s” already.") % {"status": erasure.get_status_display()}
        )


def _refuse_in_use(user: User) -> None:
    if is_of_staff(user):
        raise StillInUse(
            _(
                "The account is used to work for the program: "
                "the record of that work keeps its name."
            ),
            then=[_("An administrator has to remove the roles first.")],
        )
    _refuse_running(applications_in_the_way(user))


def _refuse_running(running: Sequence[Application]) -> None:
    if running:
        raise StillInUse(
            _("Still running: %(names)s.") % {"names": ", ".join(str(one) for one in running)},
            then=[
                _("Withdraw the application on the page “My data”; a place is given back with it."),
                _("A training that has begun has to end first."),
            ],
        )


def _refuse_while_mailing(user: User) -> None:
    """A mail in a sender's hand would be written about after everything is wiped."""
    if OutgoingEmail.objects.filter(recipient_user=user, status=EmailStatus.SENDING).exists():
        raise StillInUse(
            _("A mail to the person is on its way at this moment."),
            then=[_("Try again in a few minutes.")],
        )


def _refuse_while_held(user: User) -> None:
    """A hold is for a claim, or a law, that an erasure would leave without its evidence."""
    held = RetentionHold.objects.open().of(user).first()
    if held is not None:
        raise StillInUse(
            _("The data are on hold: %(reason)s.") % {"reason": held.reason},
            then=[_("Lift the hold first, or refuse the request on a ground of the law.")],
        )
