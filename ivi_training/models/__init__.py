"""Models that every app shares."""

from ivi_training.models.data_export import DataExport
from ivi_training.models.erasure import Erasure
from ivi_training.models.heartbeat import Heartbeat
from ivi_training.models.outgoing_email import MailPause, OutgoingEmail, RefusedAddress
from ivi_training.models.status_change import StatusChange
from ivi_training.models.user import User

__all__ = [
    "DataExport",
    "Erasure",
    "Heartbeat",
    "MailPause",
    "OutgoingEmail",
    "RefusedAddress",
    "StatusChange",
    "User",
]
