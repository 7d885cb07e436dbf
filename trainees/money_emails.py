"""What finance officers are told when places, people and money disagree."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from ivi_training import mail, mail_kinds
from ivi_training.models import User
from trainees.models import ReconciliationException
from trainees.money_statuses import Disagreement

mail_kinds.register({"trainees/emails/disagreements_found": _("Places, people and money disagree")})


def disagreements_found(
    made: Sequence[ReconciliationException], *, officers: Iterable[User]
) -> None:
    """How many are new of each kind; who they are about stands on the page, not in the mail."""
    counts = Counter(Disagreement(exception.kind) for exception in made)
    mail.queue_all(
        mail.Message(
            template="trainees/emails/disagreements_found",
            about=made[-1],
            occasion=f"account {officer.pk}",
            recipient=officer,
            context={"counts": sorted(counts.items())},
        )
        for officer in officers
    )
