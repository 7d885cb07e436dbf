"""Offers: made with a place and its money, answered once, given back exactly once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.models import Call
from courses.programs.actions import programs
from grants.commitments.actions import commitments
from grants.commitments.models import Commitment
from ivi_training.accounts.models import User
from ivi_training.pages.clocks import end_of_day
from trainees.applying.models import Application
from trainees.joining.actions import conditions, enrolments, holdings, onboardings, pledges, results
from trainees.joining.actions.packages import Packages
from trainees.joining.emails import offers as emails
from trainees.joining.errors import ConditionClosed, NotLater, OfferClosed
from trainees.joining.models import Condition, Enrolment, Offer, OfferExtension
from trainees.joining.statuses import ConditionStatus, DeclineReason, OfferStatus
from trainees.online.actions import online
from trainees.places.actions import places


def respond_by(call: Call) -> datetime:
    """The deadline of an offer made now: the end of the call's last answering day in Seoul."""
    return end_of_day(call.offer_days)


def promises(applications: Sequence[Application]) -> list[tuple[Application, commitments.Promise]]:
    """The support package of each funded application; those without a package are not funded."""
    packages = Packages({application.cohort.program_id for application in applications})
    others = pledges.of(application.pk for application in applications)
    found = []
    for application in applications:
        package = packages.of(application)
        if package is not None:
            home = str(application.applicant.residence)
            promise = commitments.Promise(
                package, application.cohort, str(application), home, others.get(application.pk, {})
            )
            found.append((application, promise))
    return found


def cost_by_line(applications: Sequence[Application]) -> list[commitments.LineEffect]:
    """What offers to these people would take of each budget line, as it stands now."""
    return commitments.effects([promise for _application, promise in promises(applications)])


@transaction.atomic(savepoint=False)
def make(applications: Sequence[Application], *, by: User | None) -> list[Offer]:
    """Offer a place to each, all or none: places first, then the money, then the offers.

    Refused where a quota or a budget line has too little left. The applications are locked and
    already selected; the number of statements does not grow with theirs.
    """
    if not applications:
        return []
    taken = places.take(applications)
    funded = promises(applications)
    made = commitments.commit([promise for _application, promise in funded], by=by)
    money: dict[int, Commitment] = {
        application.pk: commitment
        for (application, _promise), commitment in zip(funded, made, strict=True)
    }
    offers = Offer.objects.bulk_create(
        Offer(
            application=application,
            place=place,
            commitment=money.get(application.pk),
            respond_by=respond_by(application.call),
        )
        for application, place in zip(applications, taken, strict=True)
    )
    conditions.attach(offers)
    return offers


@transaction.atomic
def accept(offer: Offer, *, by: User) -> Enrolment:
    """Enrol the applicant: the enrolment inherits the place and the money.

    Refused after the deadline; a second press finds the enrolment and changes nothing.
    """
    lock(offer)
    if offer.status == OfferStatus.ACCEPTED:
        return offer.enrolment
    _refuse_unless_open(offer)
    offer.move(OfferStatus.ACCEPTED, by=by, responded_at=timezone.now())
    enrolment = enrolments.enrol(offer)
    online.end_for_offer(offer.application, by=by)
    emails.offer_accepted(offer)
    onboardings.ask(enrolment)
    return enrolment


@transaction.atomic
def decline(
    offer: Offer, *, by: User, reason: str = "", kind: DeclineReason = DeclineReason.UNSAID
) -> None:
    """Turn the offer down: its place and its money are free for somebody else."""
    lock(offer)
    if offer.status == OfferStatus.DECLINED:
        return
    _refuse_unless_open(offer)
    offer.move(
        OfferStatus.DECLINED,
        by=by,
        reason=reason,
        responded_at=timezone.now(),
        decline_kind=kind,
        decline_reason=reason[:300],
    )
    holdings.give_back(offer, by=by, reason="declined")
    emails.offer_declined(offer)


def end_for(application: Application, *, by: User, reason: str) -> None:
    """Decline the open offer of somebody who withdraws; one that has run out ends as such."""
    for offer in application.offers.filter(status=OfferStatus.SENT):
        if offer.is_open:
            decline(offer, by=by, reason=reason)
        else:
            expire(offer)


@transaction.atomic
def extend(offer: Offer, respond_by: datetime, *, by: User, reason: str) -> OfferExtension:
    """Give one person more time; both deadlines stay on record and the person is told.

    Refused for an offer that is answered or has run out, and for a deadline that is not later.
    """
    lock(offer)
    _refuse_unless_open(offer)
    if respond_by <= offer.respond_by:
        raise NotLater(
            _("The deadline is %(deadline)s (Seoul).") % {"deadline": _in_seoul(offer.respond_by)}
        )
    made = OfferExtension.objects.create(
        offer=offer, before=offer.respond_by, respond_by=respond_by, reason=reason, made_by=by
    )
    offer.refresh_from_db(fields=["respond_by"])
    emails.offer_extended(made)
    return made


@transaction.atomic
def remind(offer: Offer) -> None:
    """Remind of an offer, once for each deadline; one answered meanwhile is left alone."""
    lock(offer)
    if offer.is_open and offer.reminded_of != offer.respond_by:
        Offer.objects.filter(pk=offer.pk).update(reminded_of=offer.respond_by)
        emails.offer_reminded(offer)


@transaction.atomic
def expire(offer: Offer) -> None:
    """End an offer whose deadline passed unanswered; one answered meanwhile is left alone."""
    lock(offer)
    if offer.status != OfferStatus.SENT or timezone.now() < offer.respond_by:
        return
    offer.move(OfferStatus.EXPIRED, by=None, reason="respond_by", responded_at=timezone.now())
    holdings.give_back(offer, by=None, reason="expired")
    emails.offer_expired(offer)


@transaction.atomic
def rescind(offer: Offer, *, by: User, reason: str) -> None:
    """Take the offer back, an accepted one with its enrolment; the person is told."""
    lock(offer)
    _take_back(offer, by=by, reason=reason)
    emails.offer_rescinded(offer, reason=reason)


@transaction.atomic
def lapse(condition: Condition, *, by: User | None = None, reason: str = "") -> None:
    """End what a condition was missed for: the offer, an accepted one with its enrolment.

    By the clock for those that say so, otherwise by a person. Settled meanwhile, it is left alone
    by the clock and refused to a person; before the due date it is refused to both.
    """
    conditions.lock(condition)
    if by is None and not Condition.objects.to_lapse().filter(pk=condition.pk).exists():
        return
    conditions.refuse_unless_open(condition)
    if condition.offer is None or not condition.is_overdue:
        raise ConditionClosed(_("It can still be met until its due date."))
    condition.offer.refresh_from_db(fields=["status"])
    conditions.close(condition, ConditionStatus.MISSED, by=by, reason=reason)
    _take_back(condition.offer, by=by, reason=reason or str(condition.what))
    emails.condition_missed(condition)


def _take_back(offer: Offer, *, by: User | None, reason: str) -> None:
    """End an offer or the enrolment that came of it, with its place and its money."""
    was_accepted = offer.status == OfferStatus.ACCEPTED
    results.cancel_unsent([offer.application], by=by, reason=f"offer taken back: {reason}"[:300])
    offer.move(OfferStatus.RESCINDED, by=by, reason=reason, responded_at=timezone.now())
    if was_accepted:
        enrolments.cancel(offer.enrolment, by=by, reason=reason)
    else:
        holdings.give_back(offer, by=by, reason="rescinded")


def lock(offer: Offer) -> None:
    programs.lock(offer.place.program_id)
    offer.refresh_from_db(fields=["status", "respond_by", "reminded_of"])


def _refuse_unless_open(offer: Offer) -> None:
    if not offer.is_open:
        raise OfferClosed(
            _("It is “%(status)s”; its deadline was %(deadline)s (Seoul).")
            % {
                "status": offer.get_status_display(),
                "deadline": _in_seoul(offer.respond_by),
            },
            then=[_("If you think this is wrong, write to the program team.")],
        )


def _in_seoul(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
