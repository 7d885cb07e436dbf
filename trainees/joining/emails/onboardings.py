"""What trainees are told about the form after acceptance, queued with what makes it true."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind
from trainees.joining.models import Onboarding

Values = Mapping[str, object]

_SAMPLES = {
    "cohort": "Vaccine Bioprocess 2027",
    "starts_on": date(2027, 3, 1),
    "ends_on": date(2027, 5, 28),
    "reference": "BIO-2027-00123",
    "due_at": datetime(2027, 1, 15, 9, tzinfo=UTC),
    "page": "/applications/123/before-you-come/",
}


def _kind(code: str, name: Promise, samples: Values) -> Kind:
    return kinds.register(
        Kind(
            code=code,
            name=name,
            folder="trainees/joining/emails",
            about=Onboarding,
            samples=samples,
        )
    )


ONBOARDING_ASKED = _kind("onboarding_asked", _("Form after acceptance"), _SAMPLES)
ONBOARDING_REMINDED = _kind(
    "onboarding_reminded", _("Reminder of the form after acceptance"), _SAMPLES
)
ONBOARDING_RETURNED = _kind(
    "onboarding_returned",
    _("Form after acceptance: something is missing"),
    {**_SAMPLES, "note": "Passport: p. 2.\nVisa: 2027."},
)


def asked(onboarding: Onboarding) -> None:
    """What is needed before the course, and until when."""
    _about(onboarding, ONBOARDING_ASKED, "asked")


def reminded(onboarding: Onboarding) -> None:
    """Reminds of the deadline; once for each deadline."""
    _about(onboarding, ONBOARDING_REMINDED, f"deadline {onboarding.due_at.isoformat()}")


def returned(onboarding: Onboarding) -> None:
    """What is missing, and until when."""
    _about(onboarding, ONBOARDING_RETURNED, f"version {onboarding.version}", note=onboarding.note)


def _about(onboarding: Onboarding, kind: Kind, occasion: str, **more: object) -> None:
    application, cohort = onboarding.application, onboarding.enrolment.cohort
    mail.queue(
        mail.Message(
            kind,
            about=onboarding,
            occasion=occasion,
            recipient=application.applicant.user,
            values=lambda: {
                "cohort": cohort.title,
                "starts_on": cohort.starts_on,
                "ends_on": cohort.ends_on,
                "reference": application.reference,
                "due_at": onboarding.due_at,
                "page": reverse("trainees:onboarding_detail", args=[application.pk]),
                **more,
            },
        )
    )
