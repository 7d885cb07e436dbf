"""What applicants are told while they are screened."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from trainees.applying.emails.applications import (
    CALL,
    MOMENT,
    REASON,
    Values,
    about,
    facts_of_call,
    tells_result,
)
from trainees.applying.models import Application
from trainees.screening.models import ReturnRequest, ScreeningStep
from trainees.screening.statuses import IneligibleReason

# Until then whoever screened can take it back before anybody is told.
REGRET = timedelta(minutes=10)


_ASKED = {
    **CALL,
    "page": "/applications/123/missing/",
    "asked": ["CV", "Passport"],
    "text": "CV: 2026.\nPassport: p. 2.",
    "due_at": MOMENT,
}


def _kind(code: str, name: Promise, about: type[Model], samples: Values) -> Kind:
    return kinds.register(
        Kind(code=code, name=name, folder="trainees/screening/emails", about=about, samples=samples)
    )


APPLICATION_RETURNED = _kind(
    "application_returned", _("Application returned for missing papers"), Application, _ASKED
)


APPLICATION_RETURN_DUE = _kind(
    "application_return_due", _("Reminder of missing papers"), Application, _ASKED
)


APPLICATION_INELIGIBLE = tells_result(
    _kind("application_ineligible", _("Result: not eligible"), Application, CALL | REASON)
)


def application_returned(request: ReturnRequest) -> None:
    """What is missing, and until when."""
    mail.queue(_request(request, APPLICATION_RETURNED))


def return_due(request: ReturnRequest) -> None:
    """Reminds of what is missing; once."""
    mail.queue(_request(request, APPLICATION_RETURN_DUE))


def found_ineligible(step: ScreeningStep, applications: Iterable[Application]) -> None:
    """The result of screening with its reason, after the time in which it can be taken back."""
    mail.queue_all(_ineligible(step, application) for application in applications)


def ineligible_occasion(step: ScreeningStep) -> str:
    return f"step {step.pk}"


def unsent_of_step(step: ScreeningStep) -> QuerySet[OutgoingEmail]:
    """The mails of a step of screening that no sender has taken up yet."""
    return OutgoingEmail.objects.filter(
        kind=APPLICATION_INELIGIBLE.code,
        subject_type=Application._meta.label_lower,
        subject_id__in=step.lines.values("application_id"),
        key__endswith=f":{ineligible_occasion(step)}",
        status=EmailStatus.QUEUED,
    )


def _request(request: ReturnRequest, kind: Kind) -> mail.Message:
    return about(
        request.application,
        kind,
        lambda: {
            **facts_of_call(request.application),
            "page": reverse("trainees:return_answer", args=[request.application_id]),
            "asked": request.asked_labels(),
            "text": request.text,
            "due_at": request.due_at,
        },
        f"request {request.pk}",
    )


def _ineligible(step: ScreeningStep, application: Application) -> mail.Message:
    return about(
        application,
        APPLICATION_INELIGIBLE,
        lambda: {**facts_of_call(application), "reason": IneligibleReason(step.reason).label},
        ineligible_occasion(step),
        not_before=step.made_at + REGRET,
    )
