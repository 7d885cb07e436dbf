"""What finance people are told: each mail is queued in the transaction that makes it true."""

from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grants.awards.models import Grant
from grants.ledger.models import LedgerCheckpoint
from ivi_training.accounts.models import User
from ivi_training.outbox import kinds, mail
from ivi_training.outbox.kinds import Kind

LEDGER_CHECKPOINT = kinds.register(
    Kind(
        code="ledger_checkpoint",
        name=_("Checkpoint of the ledger"),
        folder="grants/ledger/emails",
        about=LedgerCheckpoint,
        samples={"ends": [{"grant": "KDCA-2027", "number": 1042, "digest": "9f2c" * 16}]},
    )
)


def ledger_checkpoint(made: Sequence[LedgerCheckpoint], *, finance: QuerySet[Group]) -> None:
    """The ends of the chains to each finance officer: outside the reach of our database."""
    grants = Grant.objects.in_bulk([checkpoint.grant_id for checkpoint in made])
    ends = [
        {"grant": grants[end.grant_id].code, "number": end.number, "digest": end.digest}
        for end in made
    ]
    mail.queue_all(
        mail.Message(
            LEDGER_CHECKPOINT,
            about=made[-1],
            occasion=f"account {user.pk}",
            recipient=user,
            values=lambda: {"ends": ends},
        )
        for user in User.objects.filter(groups__in=finance, is_active=True)
    )
