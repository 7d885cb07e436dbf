"""Offers, their conditions and deferrals: what the person concerned is told."""

from collections.abc import Iterable

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from trainees.applying.emails.applications import (
    COURSE,
    MOMENT,
    OF,
    REASON,
    RESULTS,
    Values,
    about,
    course,
    of,
    tells_result,
)
from trainees.applying.models import Application
from trainees.joining.models import Condition, Deferral, Offer, OfferExtension
from trainees.joining.statuses import ConditionStatus

OFFER = {**COURSE, **OF, "respond_by": MOMENT}


_CONDITION = {
    **OF,
    "cohort": "Vaccine Bioprocess 2027",
    "condition": "Visa",
    "due_at": MOMENT,
    "lapses": True,
    "note": "Embassy, Nairobi",
}


CONDITIONS = {"conditions": [{"what": "Visa", "due_at": MOMENT}]}


def _kind(code: str, name: Promise, about: type[Model], samples: Values) -> Kind:
    return kinds.register(
        Kind(code=code, name=name, folder="trainees/joining/emails", about=about, samples=samples)
    )


OFFER_MADE = tells_result(
    _kind("offer_made", _("Offer of a place"), Offer, {**OFFER, **CONDITIONS, "waited": False})
)


OFFER_ACCEPTED = _kind("offer_accepted", _("Offer accepted"), Offer, OFFER)


OFFER_DECLINED = _kind("offer_declined", _("Offer declined"), Offer, OFFER)


OFFER_EXPIRED = _kind("offer_expired", _("Offer expired"), Offer, OFFER)


OFFER_EXTENDED = _kind("offer_extended", _("More time to answer an offer"), Offer, OFFER | REASON)


OFFER_REMINDED = tells_result(_kind("offer_reminded", _("Reminder of an offer"), Offer, OFFER))


OFFER_RESCINDED = _kind("offer_rescinded", _("Offer taken back"), Offer, OFFER | REASON)


CONDITION_SET = _kind("condition_set", _("Condition of an offer"), Application, _CONDITION)


CONDITION_REMINDED = _kind(
    "condition_reminded", _("Reminder of a condition"), Application, _CONDITION
)


CONDITION_SETTLED = _kind(
    "condition_settled",
    _("Condition met or waived"),
    Application,
    {**_CONDITION, "is_met": True},
)


CONDITION_MISSED = _kind(
    "condition_missed",
    _("Place given back: a condition was not met"),
    Application,
    _CONDITION,
)


DEFERRAL_GRANTED = tells_result(
    _kind(
        "deferral_granted",
        _("Place moved to a later cohort"),
        Application,
        {**OFFER, **REASON, **CONDITIONS, "is_open": True},
    )
)


DEFERRAL_REFUSED = _kind(
    "deferral_refused", _("Later cohort refused"), Application, {**COURSE, **OF, **REASON}
)


def unsent_results(applications: Iterable[Application]) -> QuerySet[OutgoingEmail]:
    """The mails that tell these people a result and that no sender has taken up yet."""
    ids = [application.pk for application in applications]
    offers = Offer.objects.filter(application__in=ids).values("pk")
    of_offers = Q(subject_type=Offer._meta.label_lower, subject_id__in=offers)
    of_applications = Q(subject_type=Application._meta.label_lower, subject_id__in=ids)
    return OutgoingEmail.objects.filter(
        of_offers | of_applications, kind__in=RESULTS, status=EmailStatus.QUEUED
    )


def offer_accepted(offer: Offer) -> None:
    mail.queue(_answer(offer, OFFER_ACCEPTED))


def offer_declined(offer: Offer) -> None:
    """Confirms that the offer was turned down."""
    mail.queue(_answer(offer, OFFER_DECLINED))


def offer_expired(offer: Offer) -> None:
    mail.queue(_answer(offer, OFFER_EXPIRED))


def offer_extended(extension: OfferExtension) -> None:
    """Tells the new deadline, with the reason."""
    offer = extension.offer
    mail.queue(_answer(offer, OFFER_EXTENDED, f"extension {extension.pk}", reason=extension.reason))


def offer_reminded(offer: Offer) -> None:
    """Reminds of the deadline; once for each deadline."""
    mail.queue(_answer(offer, OFFER_REMINDED, f"deadline {offer.respond_by.isoformat()}"))


def offer_rescinded(offer: Offer, *, reason: str) -> None:
    mail.queue(_answer(offer, OFFER_RESCINDED, reason=reason))


def conditions_set(conditions: Iterable[Condition]) -> None:
    mail.queue_all(_condition(condition, CONDITION_SET) for condition in conditions)


def condition_reminded(condition: Condition) -> None:
    """Reminds of what is still to be done; once."""
    mail.queue(_condition(condition, CONDITION_REMINDED))


def condition_settled(condition: Condition) -> None:
    """Tells that nothing more is needed for it."""
    mail.queue(
        _condition(condition, CONDITION_SETTLED, is_met=condition.status == ConditionStatus.MET)
    )


def condition_missed(condition: Condition) -> None:
    mail.queue(_condition(condition, CONDITION_MISSED))


def deferral_granted(deferral: Deferral, offer: Offer) -> None:
    """Tells the new dates, and what there is to do now: an offer to answer, or nothing."""
    mail.queue(
        about(
            deferral.application,
            DEFERRAL_GRANTED,
            lambda: {
                **_offer(offer),
                "reason": deferral.note,
                "conditions": _conditions(offer.conditions.all()),
                "is_open": offer.is_open,
            },
            f"deferral {deferral.pk}",
        )
    )


def deferral_refused(deferral: Deferral) -> None:
    """Tells why the place stays where it is."""
    application, cohort = deferral.application, deferral.offer.place.cohort
    mail.queue(
        about(
            application,
            DEFERRAL_REFUSED,
            lambda: {**course(cohort), **of(application), "reason": deferral.note},
            f"deferral {deferral.pk}",
        )
    )


def _condition(condition: Condition, kind: Kind, **more: object) -> mail.Message:
    return about(
        condition.application,
        kind,
        lambda: {
            **of(condition.application),
            "cohort": condition.offer.place.cohort.title if condition.offer else "",
            "condition": condition.what,
            "due_at": condition.due_at,
            "lapses": condition.when_missed == Condition.WhenMissed.LAPSE,
            "note": condition.note,
            **more,
        },
        f"condition {condition.pk}",
    )


def offer_made(offer: Offer, *, waited: bool) -> mail.Message:
    """The offer with its conditions; `waited` where the person was on the waiting list."""
    # As they were read with its application: a query for each offer would be too many.
    bound = [c for c in offer.application.conditions.all() if c.offer_id == offer.pk]
    return mail.Message(
        OFFER_MADE,
        about=offer,
        occasion="once",
        recipient=offer.application.applicant.user,
        values=lambda: {**_offer(offer), "conditions": _conditions(bound), "waited": waited},
    )


def _answer(offer: Offer, kind: Kind, occasion: str = "once", **more: object) -> mail.Message:
    return mail.Message(
        kind,
        about=offer,
        occasion=occasion,
        recipient=offer.application.applicant.user,
        values=lambda: {**_offer(offer), **more},
    )


def _offer(offer: Offer) -> Values:
    return {
        **course(offer.place.cohort),
        **of(offer.application),
        "respond_by": offer.respond_by,
    }


def _conditions(conditions: Iterable[Condition]) -> list[Values]:
    return [{"what": condition.what, "due_at": condition.due_at} for condition in conditions]
