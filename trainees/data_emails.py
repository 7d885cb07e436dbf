"""What people are told about their own data: each mail is queued in the transaction of its fact."""

from django.utils.translation import gettext_lazy as _

from ivi_training import mail, mail_kinds
from ivi_training.models import DataExport

mail_kinds.register({"trainees/emails/data_export_ready": _("Copy of one's data ready")})


def data_export_ready(export: DataExport) -> None:
    """Says that the copy can be saved, and until when; it carries none of it."""
    mail.queue(
        mail.Message(
            template="trainees/emails/data_export_ready",
            about=export,
            occasion="once",
            recipient=export.user,
            context={"export": export},
            is_urgent=True,
        )
    )
