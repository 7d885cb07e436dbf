"""What a person may do to a mail in the outbox: send it again, or keep it from being sent."""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import User
from ivi_training.guards.errors import RuleBroken
from ivi_training.outbox.broker import nudge_sender
from ivi_training.outbox.mail import wiped
from ivi_training.outbox.models import MailPause, OutgoingEmail, RefusedAddress
from ivi_training.outbox.statuses import EmailStatus

logger = logging.getLogger(__name__)


class TextWiped(RuleBroken):
    """A secret text was deleted after its first sending; nobody can send it a second time."""

    title = _("This mail cannot be sent again")


class BeingSent(RuleBroken):
    """A sender has the mail in hand."""

    title = _("This mail is on its way")


def can_resend(email: OutgoingEmail) -> bool:
    """Whether the mail has come to an end and still has its text."""
    is_in_hand = email.status == EmailStatus.SENDING
    return email.can_move(EmailStatus.QUEUED) and not is_in_hand and not email.is_wiped


def resend(email: OutgoingEmail, *, by: User, reason: str = "") -> None:
    """Queue a mail again as it stands; refuse one whose text was deleted or that is on its way."""
    resend_all([email], by=by, reason=reason)


@transaction.atomic
def resend_all(emails: Sequence[OutgoingEmail], *, by: User, reason: str = "") -> None:
    """Queue mails again, all or none; addresses are tried even if they were refused before."""
    if any(email.status == EmailStatus.SENDING for email in emails):
        raise BeingSent(_("Wait until it is known what became of it, a few minutes at most."))
    if any(email.is_wiped for email in emails):
        raise TextWiped(
            _("The mail held a personal link and its text was deleted once it was sent."),
            then=[_("Ask the person to request a new link on the sign-in page.")],
        )
    now = timezone.now()
    afresh = {"queued_at": now, "next_attempt_at": now, "sent_at": None}
    patience = {"deferrals": 0, "doubts": 0, "give_up_at": None}
    OutgoingEmail.move_all(emails, EmailStatus.QUEUED, by=by, reason=reason, **afresh, **patience)
    addresses = {email.recipient.lower() for email in emails}
    RefusedAddress.objects.filter(address__in=addresses).delete()
    transaction.on_commit(nudge_sender, robust=True)


@transaction.atomic
def end_pause(_pause: MailPause, *, by: User) -> int:
    """Send on at once what waits for the end of the pause; how many mails that are."""
    pause = MailPause.objects.select_for_update().first()
    if pause is None:
        return 0
    now = timezone.now()
    waiting = OutgoingEmail.objects.filter(
        status=EmailStatus.QUEUED, next_attempt_at__gt=now, next_attempt_at__lte=pause.until
    )
    number = waiting.update(next_attempt_at=now)
    pause.delete()
    logger.info("Account %s ended the pause of the mail.", by.pk)
    transaction.on_commit(nudge_sender, robust=True)
    return number


def cancel(email: OutgoingEmail, *, by: User, reason: str = "") -> None:
    """Keep a mail from being sent, or leave an uncertain one at that; refuse any other."""
    email.move(EmailStatus.CANCELLED, by=by, reason=reason, **wiped(email))
