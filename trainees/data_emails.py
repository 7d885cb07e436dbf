"""What people are told about their data and accounts, queued with the fact that it tells."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from ivi_training import mail, mail_kinds
from ivi_training.models import DataExport, Erasure, User
from trainees.models import Correction, PersonMerge

mail_kinds.register(
    {
        "trainees/emails/data_export_ready": _("Copy of one's data ready"),
        "trainees/emails/erasure_asked": _("Request for erasure received"),
        "trainees/emails/erasure_refused": _("Request for erasure refused"),
        "trainees/emails/erasure_done": _("Data erased"),
        "trainees/emails/accounts_merged": _("Two accounts made one"),
        "trainees/emails/correction_asked": _("Request for a correction received"),
        "trainees/emails/correction_decided": _("Request for a correction decided"),
    }
)


def data_export_ready(export: DataExport) -> None:
    """Says that the copy can be saved, and until when; it carries none of it."""
    _tell(export.user, "data_export_ready", export, export=export)


def accounts_merged(merge: PersonMerge, addresses: Sequence[str]) -> None:
    """Says which account stays, what moved, and which addresses lead to it from now on."""
    _tell(
        merge.applicant.user,
        "accounts_merged",
        merge,
        is_urgent=False,
        merge=merge,
        addresses=addresses,
    )


def erasure_asked(erasure: Erasure) -> None:
    """Says that a person decides, and until when."""
    _tell(erasure.user, "erasure_asked", erasure, erasure=erasure)


def erasure_refused(erasure: Erasure) -> None:
    """Says why, on which ground of the law, and where to complain."""
    _tell(erasure.user, "erasure_refused", erasure, erasure=erasure)


def erasure_done(erasure: Erasure) -> None:
    """The last mail: to the address as it was, which is wiped with the text once it is sent."""
    user = erasure.user
    language = mail.language_of(user)
    name = "trainees/emails/erasure_done"
    templates = mail.Templates(f"{name}.subject.txt", f"{name}.txt", f"{name}.html")
    parts = mail.render(
        templates, {"erasure": erasure, "recipient": None}, to=user.email, language=language
    )
    mail.queue_rendered(
        parts,
        mail.Envelope(
            template=name,
            occasion="once",
            recipient=user.email,
            language=language,
            about=erasure,
            is_urgent=True,
            is_secret=True,
            is_farewell=True,
        ),
    )


def correction_asked(correction: Correction) -> None:
    """Says that a person decides, and until when."""
    _tell(correction.applicant.user, "correction_asked", correction, correction=correction)


def correction_decided(correction: Correction) -> None:
    """Says what was done, or why not and where to complain; it carries none of the facts."""
    _tell(correction.applicant.user, "correction_decided", correction, correction=correction)


def _tell(
    recipient: User, name: str, about: Model, *, is_urgent: bool = True, **context: Any
) -> None:
    mail.queue(
        mail.Message(
            template=f"trainees/emails/{name}",
            about=about,
            occasion="once",
            recipient=recipient,
            context=context,
            is_urgent=is_urgent,
        )
    )
