"""Results that changed before anybody was told: the unsent mail goes, and why is kept with it."""

from collections.abc import Sequence

from ivi_training.accounts.models import User
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from trainees.applying.models import Application
from trainees.joining.emails import offers as emails


def cancel_unsent(applications: Sequence[Application], *, by: User | None, reason: str) -> int:
    """Cancel the mails that still tell these people an older result; say how many there were.

    A mail that a sender has taken up leaves as it is: the new one follows it. To be called in the
    transaction that changes the result, before the new mail is queued.
    """
    waiting = emails.unsent_results(applications).order_by("pk")
    # A sender takes a mail up under the same lock: it is either cancelled or sent, never both.
    mails = list(waiting.only("status").select_for_update(of=("self",), no_key=True))
    if mails:
        OutgoingEmail.move_all(mails, EmailStatus.CANCELLED, by=by, reason=reason)
    return len(mails)
