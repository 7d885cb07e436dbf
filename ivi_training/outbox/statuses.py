"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.lifecycle import moves


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
