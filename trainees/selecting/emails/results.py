"""Results: who is selected, who waits, and what becomes of a request for another look."""

from collections.abc import Sequence

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind
from trainees.applying.emails.applications import (
    CALL,
    OF,
    REASON,
    Values,
    about,
    facts_of_call,
    of,
    tells_result,
    title_of,
)
from trainees.applying.models import Application
from trainees.joining.emails.offers import offer_made
from trainees.joining.models import Offer
from trainees.joining.statuses import Outcome
from trainees.selecting.models import Appeal, Decision


def _kind(code: str, name: Promise, about: type[Model], samples: Values) -> Kind:
    return kinds.register(
        Kind(code=code, name=name, folder="trainees/selecting/emails", about=about, samples=samples)
    )


APPLICATION_WAITLISTED = tells_result(
    _kind(
        "application_waitlisted",
        _("Result: on the waiting list"),
        Application,
        {**CALL, "cohort": "Vaccine Bioprocess 2027"},
    )
)


APPLICATION_NOT_SELECTED = tells_result(
    _kind(
        "application_not_selected",
        _("Result: not selected"),
        Application,
        {**CALL, "cohort": "Vaccine Bioprocess 2027"},
    )
)


APPEAL_RECEIVED = _kind(
    "appeal_received",
    _("Request for another look"),
    Application,
    {**OF, "cohort": "Vaccine Bioprocess 2027"},
)


APPEAL_DECIDED = _kind(
    "appeal_decided",
    _("Answer to a request for another look"),
    Application,
    {**OF, **REASON, "cohort": "Vaccine Bioprocess 2027", "is_granted": True},
)


def results_published(decisions: Sequence[Decision], offers: Sequence[Offer]) -> None:
    """One mail to each person decided about: an offer, the waiting list, or not selected."""
    messages = [offer_made(offer, waited=False) for offer in offers]
    messages += [
        _not_now(decision) for decision in decisions if decision.outcome != Outcome.SELECTED
    ]
    mail.queue_all(messages)


def offer_from_waiting_list(offer: Offer) -> None:
    """An offer to somebody who waited: a place has freed."""
    mail.queue(offer_made(offer, waited=True))


def appeal_received(appeal: Appeal) -> None:
    application = appeal.application
    mail.queue(
        about(
            application,
            APPEAL_RECEIVED,
            lambda: {**of(application), "cohort": title_of(application)},
        )
    )


def appeal_decided(appeal: Appeal) -> None:
    application = appeal.application
    answer = {"is_granted": appeal.is_granted, "reason": appeal.reason}
    mail.queue(
        about(
            application,
            APPEAL_DECIDED,
            lambda: {**of(application), "cohort": title_of(application), **answer},
        )
    )


def _not_now(decision: Decision) -> mail.Message:
    application = decision.application
    waits = decision.outcome == Outcome.WAITLISTED
    return about(
        application,
        APPLICATION_WAITLISTED if waits else APPLICATION_NOT_SELECTED,
        lambda: {**facts_of_call(application), "cohort": title_of(application)},
        f"decision {decision.pk}",
    )
