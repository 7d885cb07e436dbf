"""What applicants are told: each mail is queued in the transaction that makes it true."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ivi_training import clocks, mail, mail_kinds
from ivi_training.models import OutgoingEmail
from ivi_training.statuses import EmailStatus
from trainees.models import (
    Appeal,
    Application,
    Condition,
    Decision,
    Deferral,
    Offer,
    OfferExtension,
    OnlineEnrolment,
    ReturnRequest,
    ScreeningStep,
)
from trainees.statuses import IneligibleReason, Outcome

# Until then whoever screened can take it back before anybody is told.
REGRET = timedelta(minutes=10)

RESULTS = [
    f"trainees/emails/{name}"
    for name in (
        "application_ineligible",
        "application_waitlisted",
        "application_not_selected",
        "offer_made",
        "offer_reminded",
        "deferral_granted",
    )
]

mail_kinds.register(
    {
        "trainees/emails/application_received": _("Receipt of an application"),
        "trainees/emails/application_withdrawn": _("Application withdrawn"),
        "trainees/emails/application_returned": _("Application returned for missing papers"),
        "trainees/emails/application_return_due": _("Reminder of missing papers"),
        "trainees/emails/application_ineligible": _("Result: not eligible"),
        "trainees/emails/application_waitlisted": _("Result: on the waiting list"),
        "trainees/emails/application_not_selected": _("Result: not selected"),
        "trainees/emails/offer_made": _("Offer of a place"),
        "trainees/emails/offer_accepted": _("Offer accepted"),
        "trainees/emails/offer_declined": _("Offer declined"),
        "trainees/emails/offer_expired": _("Offer expired"),
        "trainees/emails/offer_extended": _("More time to answer an offer"),
        "trainees/emails/offer_reminded": _("Reminder of an offer"),
        "trainees/emails/appeal_received": _("Request for another look"),
        "trainees/emails/appeal_decided": _("Answer to a request for another look"),
        "trainees/emails/offer_rescinded": _("Offer taken back"),
        "trainees/emails/online_joined": _("Enrolled in the open online course"),
        "trainees/emails/condition_set": _("Condition of an offer"),
        "trainees/emails/condition_reminded": _("Reminder of a condition"),
        "trainees/emails/condition_settled": _("Condition met or waived"),
        "trainees/emails/condition_missed": _("Place given back: a condition was not met"),
        "trainees/emails/deferral_granted": _("Place moved to a later cohort"),
        "trainees/emails/deferral_refused": _("Later cohort refused"),
    }
)


def application_received(application: Application, *, zone: str = "") -> None:
    """The receipt, with the reference number and the moment, also on the reader's clock."""
    at_place = clocks.at_place(application.submitted_at, zone) if application.submitted_at else ""
    mail.queue_all([_about(application, "application_received", at_place=at_place)])


def application_withdrawn(application: Application) -> None:
    """Confirms a withdrawal."""
    mail.queue(_about(application, "application_withdrawn"))


def application_returned(request: ReturnRequest) -> None:
    """What is missing, and until when."""
    mail.queue(_request(request, "application_returned"))


def return_due(request: ReturnRequest) -> None:
    """Reminds of what is missing; once."""
    mail.queue(_request(request, "application_return_due"))


def found_ineligible(step: ScreeningStep, applications: Iterable[Application]) -> None:
    """The result of screening with its reason, after the time in which it can be taken back."""
    reason = IneligibleReason(step.reason).label
    mail.queue_all(
        _about(
            application,
            "application_ineligible",
            ineligible_occasion(step),
            not_before=step.made_at + REGRET,
            reason=reason,
        )
        for application in applications
    )


def ineligible_occasion(step: ScreeningStep) -> str:
    """What tells the mails of one step of screening from those of another."""
    return f"step {step.pk}"


def unsent_of_step(step: ScreeningStep) -> QuerySet[OutgoingEmail]:
    """The mails of a step of screening that no sender has taken up yet."""
    return OutgoingEmail.objects.filter(
        template="trainees/emails/application_ineligible",
        subject_type=Application._meta.label_lower,
        subject_id__in=step.lines.values("application_id"),
        key__endswith=f":{ineligible_occasion(step)}",
        status=EmailStatus.QUEUED,
    )


def unsent_results(applications: Iterable[Application]) -> QuerySet[OutgoingEmail]:
    """The mails that tell these people a result and that no sender has taken up yet."""
    ids = [application.pk for application in applications]
    offers = Offer.objects.filter(application__in=ids).values("pk")
    of_offers = Q(subject_type=Offer._meta.label_lower, subject_id__in=offers)
    of_applications = Q(subject_type=Application._meta.label_lower, subject_id__in=ids)
    return OutgoingEmail.objects.filter(
        of_offers | of_applications, template__in=RESULTS, status=EmailStatus.QUEUED
    )


def results_published(decisions: Sequence[Decision], offers: Sequence[Offer]) -> None:
    """One mail to each person decided about: an offer, the waiting list, or not selected."""
    templates = {
        Outcome.WAITLISTED: "application_waitlisted",
        Outcome.NOT_SELECTED: "application_not_selected",
    }
    messages = [_answer(offer, "offer_made", conditions=_asked_of(offer)) for offer in offers]
    messages += [
        _about(
            decision.application, templates[Outcome(decision.outcome)], f"decision {decision.pk}"
        )
        for decision in decisions
        if decision.outcome != Outcome.SELECTED
    ]
    mail.queue_all(messages)


def offer_from_waiting_list(offer: Offer) -> None:
    """An offer to somebody who waited: a place has freed."""
    mail.queue(_answer(offer, "offer_made", conditions=_asked_of(offer), waited=True))


def offer_accepted(offer: Offer) -> None:
    """Confirms the enrolment."""
    mail.queue(_answer(offer, "offer_accepted"))


def offer_declined(offer: Offer) -> None:
    """Confirms that the offer was turned down."""
    mail.queue(_answer(offer, "offer_declined"))


def offer_expired(offer: Offer) -> None:
    """Tells that the deadline passed."""
    mail.queue(_answer(offer, "offer_expired"))


def offer_extended(extension: OfferExtension) -> None:
    """Tells the new deadline, with the reason."""
    offer = extension.offer
    mail.queue(
        _answer(offer, "offer_extended", f"extension {extension.pk}", reason=extension.reason)
    )


def offer_reminded(offer: Offer) -> None:
    """Reminds of the deadline; once for each deadline."""
    mail.queue(_answer(offer, "offer_reminded", f"deadline {offer.respond_by.isoformat()}"))


def appeal_received(appeal: Appeal) -> None:
    """Confirms that somebody will look at the result again."""
    mail.queue(_about(appeal.application, "appeal_received"))


def appeal_decided(appeal: Appeal) -> None:
    """What came of the second look, with the reason."""
    mail.queue(_about(appeal.application, "appeal_decided", appeal=appeal))


def offer_rescinded(offer: Offer, *, reason: str) -> None:
    """Tells that the offer was taken back, and why."""
    mail.queue(_answer(offer, "offer_rescinded", reason=reason))


def conditions_set(conditions: Iterable[Condition]) -> None:
    """What was added to an offer that waits for its answer."""
    mail.queue_all(_condition(condition, "condition_set") for condition in conditions)


def condition_reminded(condition: Condition) -> None:
    """Reminds of what is still to be done; once."""
    mail.queue(_condition(condition, "condition_reminded"))


def condition_settled(condition: Condition) -> None:
    """Tells that nothing more is needed for it."""
    mail.queue(_condition(condition, "condition_settled"))


def condition_missed(condition: Condition) -> None:
    """Tells that the place is given back, and for which condition."""
    mail.queue(_condition(condition, "condition_missed"))


def deferral_granted(deferral: Deferral, offer: Offer) -> None:
    """Tells the new dates, and what there is to do now: an offer to answer, or nothing."""
    mail.queue(_deferral(deferral, "deferral_granted", offer))


def deferral_refused(deferral: Deferral) -> None:
    """Tells why the place stays where it is."""
    mail.queue(_deferral(deferral, "deferral_refused", deferral.offer))


def online_joined(enrolment: OnlineEnrolment) -> None:
    """Confirms the enrolment in the open online cohort."""
    application, occasion = enrolment.application, f"enrolment {enrolment.pk}"
    mail.queue(_about(application, "online_joined", occasion, cohort=enrolment.cohort))


def _about(
    application: Application,
    template: str,
    occasion: str = "once",
    not_before: datetime | None = None,
    **context: Any,
) -> mail.Message:
    return mail.Message(
        template=f"trainees/emails/{template}",
        about=application,
        occasion=occasion,
        recipient=application.applicant.user,
        context={"application": application, **context},
        not_before=not_before,
    )


def _request(request: ReturnRequest, template: str) -> mail.Message:
    return _about(
        request.application,
        template,
        f"request {request.pk}",
        request=request,
        asked=request.asked_labels(),
    )


def _condition(condition: Condition, template: str) -> mail.Message:
    return _about(condition.application, template, f"condition {condition.pk}", condition=condition)


def _asked_of(offer: Offer) -> list[Condition]:
    """The conditions of an offer made now, as they were read with its application."""
    return [c for c in offer.application.conditions.all() if c.offer_id == offer.pk]


def _deferral(deferral: Deferral, template: str, offer: Offer) -> mail.Message:
    return _about(
        deferral.application,
        template,
        f"deferral {deferral.pk}",
        deferral=deferral,
        offer=offer,
        cohort=offer.place.cohort,
    )


def _answer(offer: Offer, template: str, occasion: str = "once", **context: Any) -> mail.Message:
    return mail.Message(
        template=f"trainees/emails/{template}",
        about=offer,
        occasion=occasion,
        recipient=offer.application.applicant.user,
        context={"offer": offer, "application": offer.application, **context},
    )
