"""The administration of what every app shares: accounts, mail and the record of what happened."""

from ivi_training.admin import accounts, outgoing_emails, status_changes

__all__ = ["accounts", "outgoing_emails", "status_changes"]
