"""Lifecycles that every app shares: outgoing e-mail, copies of one's data, erasure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.lifecycle import moves


class EmailStatus(TextChoices):
    """What is known of a message; "sent" is said only when the mail server answered 250."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused")
    UNCERTAIN = "uncertain", _("Uncertain")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


EMAIL_MOVES = moves(
    {
        EmailStatus.QUEUED: [EmailStatus.SENDING, EmailStatus.CANCELLED],
        EmailStatus.SENDING: [
            EmailStatus.QUEUED,  # the server asked for patience
            EmailStatus.SENT,
            EmailStatus.REFUSED,
            EmailStatus.UNCERTAIN,
            EmailStatus.FAILED,
        ],
        # From here on only a person moves it: send it again, or leave it.
        EmailStatus.SENT: [EmailStatus.QUEUED],
        EmailStatus.REFUSED: [EmailStatus.QUEUED],
        EmailStatus.UNCERTAIN: [EmailStatus.QUEUED, EmailStatus.CANCELLED],
        EmailStatus.FAILED: [EmailStatus.QUEUED],
        EmailStatus.CANCELLED: [EmailStatus.QUEUED],
    }
)


class WhenUnsure(TextChoices):
    """What to do when a sender died after the server may have accepted the message."""

    RESEND = "resend", _("Send again: better twice than never")
    HOLD = "hold", _("Hold for a person: better late than twice")


class ExportStatus(TextChoices):
    """Where a copy of somebody's data stands; its file exists while it is ready."""

    ASKED = "asked", pgettext_lazy("a copy of data", "Being made")
    READY = "ready", pgettext_lazy("a copy of data", "Ready")
    EXPIRED = "expired", pgettext_lazy("a copy of data", "Deleted")
    FAILED = "failed", pgettext_lazy("a copy of data", "Not made")


EXPORT_MOVES = moves(
    {
        ExportStatus.ASKED: [ExportStatus.READY, ExportStatus.FAILED],
        ExportStatus.READY: [ExportStatus.EXPIRED],
    }
)


class ErasureStatus(TextChoices):
    """Where a request to erase somebody's data stands."""

    ASKED = "asked", pgettext_lazy("an erasure", "To be decided")
    AGREED = "agreed", pgettext_lazy("an erasure", "Erased")
    REFUSED = "refused", pgettext_lazy("an erasure", "Refused")
    TAKEN_BACK = "taken_back", pgettext_lazy("an erasure", "Taken back")


ERASURE_MOVES = moves(
    {
        ErasureStatus.ASKED: [
            ErasureStatus.AGREED,
            ErasureStatus.REFUSED,
            ErasureStatus.TAKEN_BACK,
        ],
    }
)


class RefusalGround(TextChoices):
    """Why the law lets a request for erasure be refused."""

    KEPT_BY_LAW = "kept_by_law", _("Another law asks us to keep it, as with a paid grant")
    CLAIM = "claim", _("A legal claim is open for which it is needed")
    IN_USE = "in_use", _("An application, an offer or a place still runs")
    IDENTITY = "identity", _("We could not make sure that the request is yours")
    STAFF = "staff", _("The account is used to work for the program")

    @property
    def law(self) -> str:
        """The articles that the ground rests on."""
        return LAWS[self]


LAWS = {
    RefusalGround.KEPT_BY_LAW: "PIPA 21(1), 36(1); GDPR 17(3)(b)",
    RefusalGround.CLAIM: "GDPR 17(3)(e)",
    RefusalGround.IN_USE: "PIPA 15(1); GDPR 17(1)(a)",
    RefusalGround.IDENTITY: "GDPR 12(6)",
    RefusalGround.STAFF: "GDPR 17(1)(a)",
}
