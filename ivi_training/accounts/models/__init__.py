"""The tables of this room."""

from ivi_training.accounts.models.data_export import DataExport
from ivi_training.accounts.models.erasure import Erasure
from ivi_training.accounts.models.user import User

__all__ = [
    "DataExport",
    "Erasure",
    "User",
]
