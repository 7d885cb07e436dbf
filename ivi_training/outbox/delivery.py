"""The sender: it claims mails one at a time, talks to the mail server, writes down what it said.

Any number of senders may work at once, and any may die at any moment: a mail belongs to a sender
for a lease, and what a sender writes counts only while the attempt is still its own.
"""

import logging
import math
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext

from ivi_training.outbox import smtp
from ivi_training.outbox.mail import compose, wiped
from ivi_training.outbox.models import MailPause, OutgoingEmail, RefusedAddress
from ivi_training.outbox.smtp import Answer, Verdict
from ivi_training.outbox.statuses import EmailStatus, WhenUnsure

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
PATIENCE = timedelta(hours=72)
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
BROKEN_LINES_IN_A_ROW = 3
MOST_COPIES = 2
# The same refusal to so many people in a row is meant for us; of a policy fewer say it.
SAME_REFUSALS, POLICY_REFUSALS = 3, 2
SUPERSEDED = "superseded"
UNKNOWN_ADDRESS = re.compile(r"\b5\.1\.1\b")
# Answers after which the next mail would meet the same.
HOPELESS = {Verdict.UNREACHABLE, Verdict.MISCONFIGURED}
BROKEN = {Verdict.LOST, Verdict.UNSURE}

logger = logging.getLogger(__name__)


def deliver_due(
    *,
    limit: int | None = None,
    seconds: float | None = None,
    connection: BaseEmailBackend | None = None,
) -> Counter[str]:
    """Send what is due until nothing is, or until the limit; count the statuses that came of it."""
    counts: Counter[str] = Counter()
    pause = MailPause.objects.first()
    if pause and pause.until > timezone.now():
        return counts
    connection = connection or get_connection()
    stop_at = time.monotonic() + seconds if seconds is not None else math.inf
    broken_lines = 0
    refusals = Refusals()
    try:
        while counts.total() != limit and time.monotonic() < stop_at and (email := _claim()):
            answer = _known_refusal(email) or smtp.send(connection, partial(compose, email))
            counts[_record(email, answer)] += 1
            broken_lines = broken_lines + 1 if answer.verdict in BROKEN else 0
            if answer.verdict in HOPELESS or broken_lines == BROKEN_LINES_IN_A_ROW:
                break
            if refusals.mean_us(email, answer):
                counts.update(_take_back(refusals.emails, answer))
                break
            if pause and answer.verdict is Verdict.ACCEPTED:
                pause.delete()
                pause = None
    finally:
        smtp.close(connection)
    return counts


class Refusals:
    """Refusals in a row with the same words: whether the server means us, and not each recipient.

    A relay that refuses everything would burn a whole publication in seconds.
    """

    def __init__(self) -> None:
        self.emails: list[OutgoingEmail] = []
        self._words = ""

    def mean_us(self, email: OutgoingEmail, answer: Answer) -> bool:
        """Note an answer; an accepted mail, or one that is refused for itself, begins anew."""
        if answer.verdict is not Verdict.REFUSED or smtp.is_of_recipient(answer.response):
            if answer.verdict is Verdict.ACCEPTED:
                self.emails, self._words = [], ""
            return False
        words = smtp.without_address(answer.response, email.recipient)
        if words != self._words:
            self.emails, self._words = [], words
        self.emails.append(email)
        people = {known.recipient.lower() for known in self.emails}
        enough = POLICY_REFUSALS if smtp.is_policy(answer.response) else SAME_REFUSALS
        return len(people) >= enough


def _take_back(refused: Sequence[OutgoingEmail], answer: Answer) -> dict[str, int]:
    """Queue again what was refused for our sake, and let the queue stand still.

    How that changes the statuses that came of the run.
    """
    again = [
        email for email in refused if email.status == EmailStatus.REFUSED and not email.is_wiped
    ]
    with transaction.atomic():
        until = _pause(answer, timezone.now())
        OutgoingEmail.move_all(
            again, EmailStatus.QUEUED, by=None, reason=answer.response, next_attempt_at=until
        )
    return {EmailStatus.REFUSED: -len(again), EmailStatus.QUEUED: len(again)}


def _claim() -> OutgoingEmail | None:
    """Take the next mail for the length of a lease; settle on the way what dead senders left."""
    refusal = RefusedAddress.objects.filter(address=Lower(OuterRef("recipient")))
    while True:
        with transaction.atomic():
            # A mail that another sender is claiming is passed over, not waited for: senders would
            # queue up behind one another and then find it taken.
            now = timezone.now()
            email: OutgoingEmail | None = (
                OutgoingEmail.objects.due(now)
                .annotate(refusal=Subquery(refusal.values("response")[:1]))
                .select_for_update(skip_locked=True, of=("self",))
                .first()
            )
            if email is None:
                return None
            changes = _after_dead_sender(email, now) if email.status == EmailStatus.SENDING else {}
            if changes.get("status", EmailStatus.QUEUED) != EmailStatus.QUEUED:
                _write(email, changes)
                continue
            lease = timedelta(seconds=settings.MAIL_LEASE_SECONDS)
            claim = {"attempts": email.attempts + 1, "next_attempt_at": now + lease}
            _write(email, {**changes, **claim, "status": EmailStatus.SENDING})
            return email


def _write(email: OutgoingEmail, changes: dict[str, Any]) -> bool:
    """Change the row if the attempt that we know is still the last one."""
    row = OutgoingEmail.objects.filter(pk=email.pk, status=email.status, attempts=email.attempts)
    if not row.update(**changes):
        return False
    for name, value in changes.items():
        setattr(email, name, value)
    return True


def _known_refusal(email: OutgoingEmail) -> Answer | None:
    """Answer for an address that its server called unknown before, without asking again."""
    refusal = getattr(email, "refusal", None)
    if not refusal:
        return None
    told = gettext("Not tried, for this address was refused before: %s") % refusal
    return Answer(Verdict.REFUSED, told)


def _record(email: OutgoingEmail, answer: Answer) -> str:
    """Write what became of the attempt, unless its lease ran out and the mail is another's."""
    now = timezone.now()
    with transaction.atomic():
        if answer.verdict is Verdict.MISCONFIGURED:
            _pause(answer, now)
        changes = {
            "last_response": answer.response,
            **CONSEQUENCES[answer.verdict](email, answer, now),
        }
        if not _write(email, changes):
            logger.warning(
                "Mail %s outlived its lease; what became of it is not written.", email.pk
            )
            return SUPERSEDED
        if _is_unknown(email, answer):
            address = RefusedAddress(address=email.recipient.lower(), response=answer.response)
            RefusedAddress.objects.bulk_create([address], ignore_conflicts=True)
    return str(changes["status"])


def _sent(email: OutgoingEmail, _answer: Answer, now: datetime) -> dict[str, Any]:
    return {"status": EmailStatus.SENT, "sent_at": now, **wiped(email)}


def _is_unknown(email: OutgoingEmail, answer: Answer) -> bool:
    """Whether to remember the address as refused; never that of somebody who is erased."""
    is_refused = answer.verdict is Verdict.REFUSED and not email.is_farewell
    return is_refused and UNKNOWN_ADDRESS.search(answer.response) is not None


def _refused(email: OutgoingEmail, _answer: Answer, _now: datetime) -> dict[str, Any]:
    return {"status": EmailStatus.REFUSED, **_given_up(email)}


def _failed(email: OutgoingEmail, _answer: Answer, _now: datetime) -> dict[str, Any]:
    return {"status": EmailStatus.FAILED, **_given_up(email)}


def _given_up(email: OutgoingEmail) -> dict[str, Any]:
    """Nobody tries a farewell again: it is wiped although it did not arrive."""
    return wiped(email) if email.is_farewell else {}


def _deferred(email: OutgoingEmail, _answer: Answer, now: datetime) -> dict[str, Any]:
    """Try again after a wait that doubles; the random part keeps a crowd from returning at once."""
    give_up_at = email.give_up_at or now + PATIENCE
    if now >= give_up_at:
        return {"status": EmailStatus.FAILED, **_given_up(email)}
    longest = min(FIRST_WAIT * 2 ** min(email.deferrals, 10), LONGEST_WAIT)
    return {
        "status": EmailStatus.QUEUED,
        "deferrals": email.deferrals + 1,
        "give_up_at": give_up_at,
        "next_attempt_at": now + longest * random.random(),  # noqa: S311 - guards no secret
    }


def _unsure(email: OutgoingEmail, answer: Answer, now: datetime) -> dict[str, Any]:
    """Send a decision again, better twice than never; hold an announcement for a person.

    A line that breaks each time, or a server that answers too late each time, would bring a copy
    an hour for three days: after the second doubt a person decides about decisions, too.
    """
    doubts = email.doubts + 1
    if email.when_unsure == WhenUnsure.HOLD or doubts >= MOST_COPIES:
        return {"status": EmailStatus.UNCERTAIN, "doubts": doubts}
    return {**_deferred(email, answer, now), "doubts": doubts}


def _put_back(email: OutgoingEmail, _answer: Answer, now: datetime) -> dict[str, Any]:
    """Put the mail back as if it had not been tried, to be tried after the pause."""
    until = MailPause.objects.values_list("until", flat=True).first()
    return {
        "status": EmailStatus.QUEUED,
        "attempts": email.attempts - 1,
        "next_attempt_at": until or now,
    }


CONSEQUENCES: dict[Verdict, Callable[[OutgoingEmail, Answer, datetime], dict[str, Any]]] = {
    Verdict.ACCEPTED: _sent,
    Verdict.REFUSED: _refused,
    Verdict.LATER: _deferred,
    Verdict.LOST: _deferred,
    Verdict.UNREACHABLE: _deferred,
    Verdict.UNSURE: _unsure,
    Verdict.MISCONFIGURED: _put_back,
    Verdict.UNSENDABLE: _failed,
}


def _after_dead_sender(email: OutgoingEmail, now: datetime) -> dict[str, Any]:
    told = gettext("The sender was interrupted; how far it came is not known.")
    return {"last_response": told, **_unsure(email, Answer(Verdict.UNSURE, told), now)}


def _pause(answer: Answer, now: datetime) -> datetime:
    """Let the queue stand still, longer each time; a mail that gets through ends it. Until when."""
    # Two senders that are refused together make the pause longer one after the other.
    pause = MailPause.objects.select_for_update().first()
    since = pause.since if pause else now
    until = now + min(max(now - since, SHORTEST_PAUSE), LONGEST_PAUSE)
    MailPause.objects.update_or_create(
        id=1, defaults={"since": since, "until": until, "reason": answer.response}
    )
    logger.error("Mail pauses until %s: %s", until, answer.response)
    return until
