"""What endorsers and their applicants are told, queued in the transaction that makes it true."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind
from trainees.applying.models import Endorsement

Values = Mapping[str, object]

_MOMENT = datetime(2027, 1, 15, 9, tzinfo=UTC)
_FOR_APPLICANT = {
    "endorser": "Lee Seoyeon",
    "asked_for": "Employer",
    "call": "Biomanufacturing 2027",
    "page": "/applications/123/",
}
_FOR_ENDORSER = {
    "applicant": "Amina Otieno",
    "asked_for": "Employer",
    "call": "Biomanufacturing 2027",
    "cohort": "Vaccine Bioprocess 2027",
    "starts_on": date(2027, 3, 1),
    "ends_on": date(2027, 5, 28),
}
_TO_ANSWER = {**_FOR_ENDORSER, "due_at": _MOMENT, "page": "/endorse/123/token/"}


def _kind(code: str, name: Promise, samples: Values, *, is_secret: bool = False) -> Kind:
    return kinds.register(
        Kind(
            code=code,
            name=name,
            folder="trainees/applying/emails",
            about=Endorsement,
            samples=samples,
            is_secret=is_secret,
        )
    )


ENDORSEMENT_ASKED = _kind(
    "endorsement_asked", _("Request for an endorsement"), _TO_ANSWER, is_secret=True
)
ENDORSEMENT_REMINDED = _kind(
    "endorsement_reminded", _("Reminder of an endorsement"), _TO_ANSWER, is_secret=True
)
ENDORSEMENT_SIGNED = _kind("endorsement_signed", _("Endorsement signed"), _FOR_APPLICANT)
ENDORSEMENT_DECLINED = _kind("endorsement_declined", _("Endorsement declined"), _FOR_APPLICANT)
ENDORSEMENT_EXPIRED = _kind(
    "endorsement_expired", _("Endorsement not given in time"), _FOR_APPLICANT
)
ENDORSEMENT_RECEIPT = _kind(
    "endorsement_receipt",
    _("Receipt of an endorsement"),
    {
        **_FOR_ENDORSER,
        "text": "Employer: Nanogen.\nReturn: 2027.",
        "signed_name": "Lee Seoyeon",
        "answered_at": _MOMENT,
    },
)


def asked(endorsement: Endorsement, token: str) -> None:
    """The request with its link; the text is wiped once it is sent."""
    _to_answer(endorsement, ENDORSEMENT_ASKED, "asked", token)


def reminded(endorsement: Endorsement, token: str) -> None:
    """The request again, with a new link: the old one opens nothing any more."""
    occasion = f"linked {endorsement.linked_at.isoformat()}"
    _to_answer(endorsement, ENDORSEMENT_REMINDED, occasion, token)


def signed(endorsement: Endorsement) -> None:
    """Tells the applicant that it is signed, not what was written; the endorser, what they did."""
    _to_applicant(endorsement, ENDORSEMENT_SIGNED)
    _to_endorser(
        endorsement,
        ENDORSEMENT_RECEIPT,
        "signed",
        lambda: {
            "text": endorsement.rule.text,
            "signed_name": endorsement.signed_name,
            "answered_at": endorsement.answered_at,
        },
    )


def declined(endorsement: Endorsement) -> None:
    _to_applicant(endorsement, ENDORSEMENT_DECLINED)


def expired(endorsement: Endorsement) -> None:
    _to_applicant(endorsement, ENDORSEMENT_EXPIRED)


def _to_applicant(endorsement: Endorsement, kind: Kind) -> None:
    application = endorsement.application
    mail.queue(
        mail.Message(
            kind,
            about=endorsement,
            occasion="once",
            recipient=application.applicant.user,
            values=lambda: {
                "endorser": endorsement.name,
                "asked_for": endorsement.rule.label,
                "call": application.call.title,
                "page": reverse("trainees:application_detail", args=[application.pk]),
            },
        )
    )


def _to_answer(endorsement: Endorsement, kind: Kind, occasion: str, token: str) -> None:
    page = reverse("trainees:endorsement_link", args=[endorsement.pk, token])
    _to_endorser(endorsement, kind, occasion, lambda: {"due_at": endorsement.due_at, "page": page})


def _to_endorser(
    endorsement: Endorsement, kind: Kind, occasion: str, more: Callable[[], Values]
) -> None:
    """Write to somebody without an account, in the language that the applicant chose for them."""
    application, cohort = endorsement.application, endorsement.cohort
    mail.queue(
        mail.Message(
            kind,
            about=endorsement,
            occasion=occasion,
            recipient=mail.Reader(endorsement.email, endorsement.language, endorsement.name),
            values=lambda: {
                "applicant": application.applicant.full_name,
                "asked_for": endorsement.rule.label,
                "call": application.call.title,
                "cohort": cohort.title,
                "starts_on": cohort.starts_on,
                "ends_on": cohort.ends_on,
                **more(),
            },
        )
    )
