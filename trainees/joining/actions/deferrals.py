"""Deferral to a later cohort: one place and its money are given back, others taken, or nothing."""

import copy
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.joining.actions import conditions, enrolments, holdings, offers, onboardings, results
from trainees.joining.emails import offers as emails
from trainees.joining.errors import DeferralClosed
from trainees.joining.models import Deferral, Enrolment, Offer
from trainees.joining.statuses import BEFORE_TRAINING, DeferralStatus, EnrolmentStatus, OfferStatus


def movable(application: Application) -> Offer | None:
    """The offer of this person that can be deferred now: open, or enrolled and not yet begun."""
    offer = newest(application)
    return offer if offer is not None and is_movable(offer) else None


def newest(application: Application) -> Offer | None:
    related = "place__cohort", "commitment"
    offer = application.offers.select_related(*related).order_by("-pk").first()
    if offer is not None:
        offer.application = application
    return offer


def latest(application: Application) -> Deferral | None:
    """The latest request of this person, decided or not."""
    related = "offer__place", "wanted", "to_cohort"
    return application.deferrals.select_related(*related).order_by("-pk").first()


def is_movable(offer: Offer) -> bool:
    """Whether it holds a place of a course that has not begun for this person."""
    if offer.status == OfferStatus.ACCEPTED:
        return Enrolment.objects.filter(offer=offer, status__in=BEFORE_TRAINING).exists()
    return offer.is_open


def later_cohorts(offer: Offer) -> Sequence[Cohort]:
    """The cohorts of the program that start later and have not begun; the open online one apart."""
    own = offer.place.cohort
    found = Cohort.objects.filter(
        program=own.program_id,
        is_open=False,
        starts_on__gt=max(own.starts_on, timezone.localdate()),
    )
    return list(found.order_by("starts_on", "pk"))


def moved_to(application: Application, cohort: Cohort) -> Application:
    """The application as if it were one to this cohort; to ask and to take with, never saved."""
    other = copy.copy(application)
    other.cohort = cohort
    return other


@transaction.atomic
def ask(offer: Offer, *, wanted: Cohort | None, text: str, by: User) -> Deferral:
    """Ask to come to a later cohort; the place and the deadline stay as they are meanwhile.

    Refused without a place, once the course has begun, twice at once, and where no cohort follows.
    """
    offers.lock(offer)
    _refuse_unless_later(offer, wanted)
    if Deferral.objects.open().filter(offer=offer).exists():
        raise DeferralClosed(
            _("It is asked for already."),
            then=[_("Wait for the answer, or take the request back and ask again.")],
        )
    return _record(offer, wanted=wanted, text=text, by=by)


@transaction.atomic
def take_back(deferral: Deferral, *, by: User) -> None:
    """Take a request back; refused once somebody has decided about it."""
    _lock(deferral)
    deferral.move(DeferralStatus.TAKEN_BACK, by=by, decided_at=timezone.now(), decided_by=by)


@transaction.atomic
def refuse(deferral: Deferral, *, by: User, reason: str) -> None:
    """Leave everything as it is; the person is told why."""
    _lock(deferral)
    facts = {"note": reason, "decided_at": timezone.now(), "decided_by": by}
    deferral.move(DeferralStatus.REFUSED, by=by, reason=reason, **facts)
    emails.deferral_refused(deferral)


@transaction.atomic
def grant(deferral: Deferral, to_cohort: Cohort, *, by: User, reason: str) -> Offer:
    """Give the old place and its money back, and take both in the later cohort, in one step.

    Every quota and budget line is asked with the old place released; the first that is in the way
    is named and nothing is changed. Who had accepted is enrolled in the later cohort at once, who
    had not answered gets a new deadline; what the place depends on goes on with it.
    """
    _lock(deferral)
    offer = deferral.offer
    _refuse_unless_later(offer, to_cohort)
    facts = {"note": reason, "decided_at": timezone.now(), "decided_by": by}
    deferral.move(DeferralStatus.GRANTED, by=by, reason=reason, to_cohort=to_cohort, **facts)
    was_accepted = offer.status == OfferStatus.ACCEPTED
    _give_up(offer, by=by, reason=reason)
    (following,) = offers.make([moved_to(offer.application, to_cohort)], by=by)
    conditions.copy_to_later_offer(offer, following, by=by)
    if was_accepted:
        following.move(OfferStatus.ACCEPTED, by=by, reason=reason, responded_at=timezone.now())
        onboardings.ask(enrolments.enrol(following))
    emails.deferral_granted(deferral, following)
    return following


@transaction.atomic
def defer(offer: Offer, to_cohort: Cohort, *, by: User, reason: str) -> Deferral:
    """Defer somebody who need not have asked; a request that is open is agreed to by it."""
    offers.lock(offer)
    _refuse_unless_later(offer, to_cohort)
    asked = Deferral.objects.open().filter(offer=offer).first()
    deferral = asked or _record(offer, wanted=to_cohort, text=reason, by=by)
    deferral.offer = offer
    grant(deferral, to_cohort, by=by, reason=reason)
    return deferral


def _give_up(offer: Offer, *, by: User, reason: str) -> None:
    """End the old offer and the enrolment that came of it, with its place and its money."""
    if offer.status == OfferStatus.ACCEPTED:
        enrolment = Enrolment.objects.get(offer=offer)
        enrolment.move(EnrolmentStatus.DEFERRED, by=by, reason=reason)
    why = f"deferred: {reason}"[:300]
    results.cancel_unsent([offer.application], by=by, reason=why)
    answered = offer.responded_at or timezone.now()
    offer.move(OfferStatus.DEFERRED, by=by, reason=reason, responded_at=answered)
    holdings.give_back(offer, by=by, reason="deferred")


def _record(offer: Offer, *, wanted: Cohort | None, text: str, by: User) -> Deferral:
    return Deferral.objects.create(
        application=offer.application, offer=offer, wanted=wanted, text=text, asked_by=by
    )


def _lock(deferral: Deferral) -> None:
    offers.lock(deferral.offer)
    deferral.refresh_from_db(fields=["status"])
    if deferral.status != DeferralStatus.ASKED:
        raise DeferralClosed(
            _("It is “%(status)s” already.") % {"status": deferral.get_status_display()}
        )


def _refuse_unless_later(offer: Offer, cohort: Cohort | None) -> None:
    """Refuse what holds no place before its course, and a cohort that is not a later one."""
    later = later_cohorts(offer)
    if not is_movable(offer):
        raise DeferralClosed(
            _("This person holds no place in a course that has not begun."),
            then=[_("An offer that has ended can no longer be deferred.")],
        )
    if not later or (cohort is not None and cohort not in later):
        raise DeferralClosed(
            _("It goes to a cohort of the same program that starts later and has not begun.")
        )
