"""What people are told about their data and accounts, queued with the fact that it tells."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import DataExport, Erasure, User
from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind
from trainees.people.models import PersonMerge
from trainees.records.models import Correction

_PAGE = {"page": "/my-data/"}
_DUE = {"due_on": date(2027, 1, 25), **_PAGE}


def _kind(
    code: str,
    name: Promise,
    about: type[Model],
    samples: Mapping[str, object],
    *,
    is_urgent: bool = True,
) -> Kind:
    return kinds.register(
        Kind(
            code=code,
            name=name,
            folder="trainees/records/emails",
            about=about,
            samples=samples,
            is_urgent=is_urgent,
        )
    )


DATA_EXPORT_READY = _kind(
    "data_export_ready",
    _("Copy of one's data ready"),
    DataExport,
    {"expires_at": datetime(2027, 1, 22, 9, tzinfo=UTC), **_PAGE},
)
ACCOUNTS_MERGED = _kind(
    "accounts_merged",
    _("Two accounts made one"),
    PersonMerge,
    {"addresses": ["kim@example.org", "m.kim@example.com"], **_PAGE},
    is_urgent=False,
)
ERASURE_ASKED = _kind("erasure_asked", _("Request for erasure received"), Erasure, _DUE)
ERASURE_REFUSED = _kind(
    "erasure_refused",
    _("Request for erasure refused"),
    Erasure,
    {"ground": "PIPA 36(1)", "note": "2027-06-30", **_PAGE},
)
ERASURE_DONE = kinds.register(
    Kind(
        code="erasure_done",
        name=_("Data erased"),
        folder="trainees/records/emails",
        about=Erasure,
        is_urgent=True,
        is_secret=True,
        is_farewell=True,
    )
)
CORRECTION_ASKED = _kind(
    "correction_asked", _("Request for a correction received"), Correction, _DUE
)
CORRECTION_DECIDED = _kind(
    "correction_decided",
    _("Request for a correction decided"),
    Correction,
    {"is_corrected": True, "note": "1990-04-12", **_PAGE},
)


def data_export_ready(export: DataExport) -> None:
    """Says that the copy can be saved, and until when; it carries none of it."""
    _tell(export.user, DATA_EXPORT_READY, export, lambda: {"expires_at": export.expires_at})


def accounts_merged(merge: PersonMerge, addresses: Sequence[str]) -> None:
    """Says which account stays, what moved, and which addresses lead to it from now on."""
    _tell(merge.applicant.user, ACCOUNTS_MERGED, merge, lambda: {"addresses": addresses})


def erasure_asked(erasure: Erasure) -> None:
    """Says that a person decides, and until when."""
    _tell(erasure.user, ERASURE_ASKED, erasure, lambda: {"due_on": erasure.due_on})


def erasure_refused(erasure: Erasure) -> None:
    """Says why, on which ground of the law, and where to complain."""
    _tell(
        erasure.user,
        ERASURE_REFUSED,
        erasure,
        lambda: {"ground": erasure.why_refused, "note": erasure.note},
    )


def erasure_done(erasure: Erasure) -> None:
    """The last mail: to the address as it was, which is wiped with the text once it is sent."""
    # No name and no account: what the row keeps of them is wiped.
    reader = mail.Reader(erasure.user.email, erasure.user.language)
    mail.queue(mail.Message(ERASURE_DONE, about=erasure, occasion="once", recipient=reader))


def correction_asked(correction: Correction) -> None:
    """Says that a person decides, and until when."""
    _tell(
        correction.applicant.user,
        CORRECTION_ASKED,
        correction,
        lambda: {"due_on": correction.due_on},
    )


def correction_decided(correction: Correction) -> None:
    """Says what was done, or why not and where to complain; it carries none of the facts."""
    _tell(
        correction.applicant.user,
        CORRECTION_DECIDED,
        correction,
        lambda: {"is_corrected": correction.is_corrected, "note": correction.note},
    )


def _tell(
    recipient: User, kind: Kind, about: Model, values: Callable[[], Mapping[str, object]]
) -> None:
    page = reverse("trainees:my_data")
    mail.queue(
        mail.Message(
            kind,
            about=about,
            occasion="once",
            recipient=recipient,
            values=lambda: {**values(), "page": page},
        )
    )
