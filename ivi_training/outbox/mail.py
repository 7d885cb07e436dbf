"""Queueing mail: the row is written in the transaction that makes it true, its text for good.

A sender brings it to the mail server later (delivery.py); nothing here waits for one.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, make_msgid
from django.db import connection, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from ivi_training.accounts.models import User
from ivi_training.encryption import resealing
from ivi_training.encryption.ciphers import Binding, needs_resealing, seal, unseal
from ivi_training.guards.erasable import ERASED, ERASED_DOMAIN
from ivi_training.outbox.broker import nudge_sender
from ivi_training.outbox.kinds import Kind
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.texts import Parts, bare_address, write


@dataclass(frozen=True)
class Reader:
    """Somebody without an account to whom a mail goes."""

    email: str
    language: str
    name: str = ""


@dataclass(frozen=True)
class Message:
    """A mail to somebody about one thing; kind, thing and occasion make it unique.

    A fact that is told to several people needs the person in the occasion. `values` is asked while
    the recipient's language is active, because titles and labels are in the reader's language.
    With `not_before` it waits until then, so that the step that made it can be taken back.
    """

    kind: Kind
    about: models.Model
    occasion: str
    recipient: User | Reader
    values: Callable[[], Mapping[str, object]] = dict
    not_before: datetime | None = None


@dataclass(frozen=True)
class Envelope:
    """Everything about a mail but its text, for mails that are rendered elsewhere."""

    kind: Kind
    occasion: str
    recipient: str
    language: str
    about: models.Model | None = None
    recipient_user: User | None = None
    is_secret: bool = False
    not_before: datetime | None = None


def queue(message: Message) -> OutgoingEmail:
    """Queue one mail, or find the one that this fact has made before.

    Refused are values that the kind does not permit, a missing one, and another thing than the
    kind is about.
    """
    return queue_rendered(_rendered(message), _envelope(message))


def queue_all(messages: Iterable[Message]) -> None:
    """Queue mails in one statement, whatever their number; what exists already stays as it is."""
    _insert([_row(_envelope(message), _rendered(message)) for message in messages])


def queue_rendered(parts: Parts, envelope: Envelope) -> OutgoingEmail:
    """Queue a mail whose text stands already, or find the one queued before.

    Nobody writes to the erased: such a mail is not kept.
    """
    row = _row(envelope, parts)
    _insert([row])
    return OutgoingEmail.objects.for_list().filter(key=row.key).first() or row


def language_of(person: User | Reader) -> str:
    """The language a person reads; the product's own where they never chose one."""
    return person.language or settings.LANGUAGE_CODE


def wiped(email: OutgoingEmail) -> dict[str, str | bytes]:
    """What a secret text is overwritten with when it has done its work; nothing for other mails."""
    nothing: dict[str, str | bytes] = {"html": "", "sealed": b""}
    if email.is_farewell:
        return {**dict.fromkeys(("recipient", "text", "last_response"), ERASED), **nothing}
    if not email.is_secret:
        return {}
    with translation.override(email.language):
        return {"text": gettext("The text held a personal link and was deleted."), **nothing}


def content(email: OutgoingEmail) -> tuple[str, str]:
    """The text and the HTML as they are sent, for the sender alone; a secret text is opened.

    Raises `CannotOpen` where it was altered, or belongs to another mail.
    """
    if not email.sealed:
        return email.text, email.html
    text, html = json.loads(unseal(bytes(email.sealed), _place(email)))
    return text, html


def compose(email: OutgoingEmail) -> EmailMultiAlternatives:
    """Build the message for the mail server, the same at every attempt but for its date."""
    text, html = content(email)
    message = EmailMultiAlternatives(
        subject=email.subject,
        body=text,
        to=[email.recipient],
        reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
        headers={
            "Message-ID": email.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": email.language,
        },
    )
    if html:
        message.attach_alternative(html, "text/html")
    return message


def _rendered(message: Message) -> Parts:
    language = language_of(message.recipient)
    with translation.override(language):
        return write(
            message.kind,
            message.values(),
            to=message.recipient.email,
            language=language,
            recipient=message.recipient,
        )


def _envelope(message: Message) -> Envelope:
    recipient = message.recipient
    return Envelope(
        kind=message.kind,
        occasion=message.occasion,
        recipient=recipient.email,
        language=language_of(recipient),
        about=message.about,
        recipient_user=recipient if isinstance(recipient, User) else None,
        not_before=message.not_before,
    )


def _row(envelope: Envelope, parts: Parts) -> OutgoingEmail:
    kind, about = envelope.kind, envelope.about
    kind.refuse_about(about)
    subject_type = about._meta.label_lower if about else ""
    subject_id = about.pk if about else None
    email = OutgoingEmail(
        key=f"{kind.code}:{subject_type}:{subject_id or ''}:{envelope.occasion}",
        kind=kind.code,
        subject_type=subject_type,
        subject_id=subject_id,
        message_id=make_msgid(domain=_our_domain()),
        recipient=envelope.recipient,
        recipient_user=envelope.recipient_user,
        language=envelope.language,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        is_urgent=kind.is_urgent,
        is_secret=kind.is_secret or envelope.is_secret,
        is_farewell=kind.is_farewell,
        when_unsure=kind.when_unsure,
        next_attempt_at=envelope.not_before or timezone.now(),
    )
    if email.is_secret:
        hide(email)
    return email


def hide(email: OutgoingEmail) -> None:
    """Seal a text whose link opens an account, or signs for somebody; nobody reads it here."""
    written = json.dumps([email.text, email.html])
    email.sealed = seal(written.encode(), _place(email))
    with translation.override(email.language):
        email.text = gettext("The text holds a personal link: only its recipient can read it.")
    email.html = ""


def _place(email: OutgoingEmail) -> Binding:
    # A row has its number only once it is written; its Message-ID it has from the first, for good.
    return Binding(OutgoingEmail._meta.db_table, "sealed", email.message_id)


def _insert(wanted: Sequence[OutgoingEmail]) -> None:
    rows = [row for row in wanted if not row.recipient.endswith(ERASED_DOMAIN)]
    if rows:
        OutgoingEmail.objects.bulk_create(rows, ignore_conflicts=True)
        _nudge_after_commit()


def reseal() -> int:
    """Seal the secret mails that wait under the newest key; how many there were."""
    done = 0
    for pk in OutgoingEmail.objects.exclude(sealed=b"").values_list("pk", flat=True):
        with transaction.atomic():
            email = OutgoingEmail.objects.select_for_update().get(pk=pk)
            if email.sealed and needs_resealing(bytes(email.sealed)):
                plain = unseal(bytes(email.sealed), _place(email))
                sealed = seal(plain, _place(email))
                done += OutgoingEmail.objects.filter(pk=pk).update(sealed=sealed)
    return done


resealing.register("mails", reseal)


def _nudge_after_commit() -> None:
    """Nudge once a transaction, however many mails it queues."""
    if not any(hook[1] is nudge_sender for hook in connection.run_on_commit):
        transaction.on_commit(nudge_sender, robust=True)


def _our_domain() -> str:
    address = bare_address(settings.DEFAULT_FROM_EMAIL)
    return address.rpartition("@")[2] or str(urlsplit(settings.SITE_URL).hostname)
