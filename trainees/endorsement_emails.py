"""What endorsers and their applicants are told, queued in the transaction that makes it true."""

from django.utils.translation import gettext_lazy as _

from ivi_training import mail, mail_kinds
from trainees.models import Endorsement

mail_kinds.register(
    {
        "trainees/emails/endorsement_asked": _("Request for an endorsement"),
        "trainees/emails/endorsement_reminded": _("Reminder of an endorsement"),
        "trainees/emails/endorsement_signed": _("Endorsement signed"),
        "trainees/emails/endorsement_declined": _("Endorsement declined"),
        "trainees/emails/endorsement_expired": _("Endorsement not given in time"),
        "trainees/emails/endorsement_receipt": _("Receipt of an endorsement"),
    }
)


def asked(endorsement: Endorsement, token: str) -> None:
    """The request with its link; the text is wiped once it is sent."""
    _to_endorser(endorsement, "endorsement_asked", "asked", token)


def reminded(endorsement: Endorsement, token: str) -> None:
    """The request again, with a new link: the old one opens nothing any more."""
    occasion = f"linked {endorsement.linked_at.isoformat()}"
    _to_endorser(endorsement, "endorsement_reminded", occasion, token)


def signed(endorsement: Endorsement) -> None:
    """Tells the applicant that it is signed, not what was written; the endorser, what they did."""
    _to_applicant(endorsement, "endorsement_signed")
    _to_endorser(endorsement, "endorsement_receipt", "signed")


def declined(endorsement: Endorsement) -> None:
    """Tells the applicant to ask somebody else."""
    _to_applicant(endorsement, "endorsement_declined")


def expired(endorsement: Endorsement) -> None:
    """Tells the applicant that the time is over."""
    _to_applicant(endorsement, "endorsement_expired")


def _to_applicant(endorsement: Endorsement, template: str) -> None:
    recipient = endorsement.application.applicant.user
    mail.queue(
        mail.Message(
            template=f"trainees/emails/{template}",
            about=endorsement,
            occasion="once",
            recipient=recipient,
            context={"endorsement": endorsement, "application": endorsement.application},
        )
    )


def _to_endorser(endorsement: Endorsement, name: str, occasion: str, token: str = "") -> None:
    """Write to somebody without an account, in the language that the applicant chose for them."""
    template = f"trainees/emails/{name}"
    parts = mail.render(
        mail.Templates(f"{template}.subject.txt", f"{template}.txt", f"{template}.html"),
        {
            "endorsement": endorsement,
            "application": endorsement.application,
            "recipient": {"name": endorsement.name},
            "token": token,
        },
        to=endorsement.email,
        language=endorsement.language,
    )
    envelope = mail.Envelope(
        template=template,
        occasion=occasion,
        recipient=endorsement.email,
        language=endorsement.language,
        about=endorsement,
        is_secret=bool(token),
    )
    mail.queue_rendered(parts, envelope)
