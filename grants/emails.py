"""What finance people are told: each mail is queued in the transaction that makes it true."""

from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grants.models import Grant, LedgerCheckpoint
from ivi_training import mail, mail_kinds
from ivi_training.models import User

mail_kinds.register({"grants/emails/ledger_checkpoint": _("Checkpoint of the ledger")})


def ledger_checkpoint(made: Sequence[LedgerCheckpoint], *, finance: QuerySet[Group]) -> None:
    """The ends of the chains to each finance officer: outside the reach of our database."""
    grants = Grant.objects.in_bulk([checkpoint.grant_id for checkpoint in made])
    ends = [(grants[checkpoint.grant_id], checkpoint) for checkpoint in made]
    mail.queue_all(
        mail.Message(
            template="grants/emails/ledger_checkpoint",
            about=made[-1],
            occasion=f"account {user.pk}",
            recipient=user,
            context={"ends": ends},
        )
        for user in User.objects.filter(groups__in=finance, is_active=True)
    )
