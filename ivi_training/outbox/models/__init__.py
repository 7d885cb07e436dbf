"""The tables of this room."""

from ivi_training.outbox.models.outgoing_email import MailPause, OutgoingEmail, RefusedAddress

__all__ = [
    "MailPause",
    "OutgoingEmail",
    "RefusedAddress",
]
