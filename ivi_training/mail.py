"""Queueing mail: the row is written in the transaction that makes it true, its text for good.

A sender brings it to the mail server later (delivery.py); nothing here waits for one. Values are
escaped in the HTML and never in the text, without a word in the templates.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, make_msgid
from django.db import connection, models, transaction
from django.template import Context, Engine
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext

from ivi_training.broker import nudge_sender
from ivi_training.links import unlink_html, unlink_text
from ivi_training.models import OutgoingEmail, User
from ivi_training.models.erasable import ERASED, ERASED_DOMAIN
from ivi_training.statuses import WhenUnsure

SUBJECT_LENGTH = 250
# Control characters, and those that turn the order of letters around; PostgreSQL keeps no NUL.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


class Templates(NamedTuple):
    """The files of one mail; `html` is empty where there is only text."""

    subject: str
    text: str
    html: str


class Parts(NamedTuple):
    """A rendered mail."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Message:
    """A mail to an account about one thing; template, thing and occasion make it unique.

    The template "trainees/emails/offer_made" stands for the files offer_made.subject.txt, .txt and
    .html. A fact that is told to several people needs the person in the occasion.
    With `not_before` it waits until then, so that the step that made it can be taken back.
    """

    template: str
    about: models.Model
    occasion: str
    recipient: User
    context: Mapping[str, Any] = field(default_factory=dict)
    when_unsure: WhenUnsure = WhenUnsure.RESEND
    is_urgent: bool = False
    is_secret: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True)
class Envelope:
    """Everything about a mail but its text, for mails that are rendered elsewhere."""

    template: str
    occasion: str
    recipient: str
    language: str
    about: models.Model | None = None
    recipient_user: User | None = None
    when_unsure: WhenUnsure = WhenUnsure.RESEND
    is_urgent: bool = False
    is_secret: bool = False
    is_farewell: bool = False
    not_before: datetime | None = None


def queue(message: Message) -> OutgoingEmail:
    """Queue one mail, or find the one that this fact has made before."""
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


def render(templates: Templates, context: Mapping[str, Any], *, to: str, language: str) -> Parts:
    """Render a mail in a language; nothing in it becomes a link but this site's own addresses."""
    keep = {address.lower() for address in (to, *_our_mailboxes()) if address}
    values = {**context, "site_url": settings.SITE_URL, "language": language}
    with translation.override(language):
        engine = _engine_in(language, Engine.get_default())
        subject = _fill(engine, templates.subject, values)
        text = _fill(engine, templates.text, values)
        html = _fill(engine, templates.html, values, is_html=True) if templates.html else ""
    subject = unlink_text(" ".join(_without_controls(subject).split()), keep=keep)
    return Parts(
        Truncator(subject).chars(SUBJECT_LENGTH),
        _BLANK_LINES.sub("\n\n", unlink_text(_without_controls(text), keep=keep)).strip() + "\n",
        unlink_html(_without_controls(html), keep=keep).strip(),
    )


def language_of(user: User) -> str:
    """The language a person reads; the product's own where they never chose one."""
    return user.language or settings.LANGUAGE_CODE


def wiped(email: OutgoingEmail) -> dict[str, str]:
    """What a secret text is overwritten with when it has done its work; nothing for other mails."""
    if email.is_farewell:
        return dict.fromkeys(("recipient", "text", "last_response"), ERASED) | {"html": ""}
    if not email.is_secret:
        return {}
    with translation.override(email.language):
        return {"text": gettext("The text held a personal link and was deleted."), "html": ""}


def compose(email: OutgoingEmail) -> EmailMultiAlternatives:
    """Build the message for the mail server, the same at every attempt but for its date."""
    message = EmailMultiAlternatives(
        subject=email.subject,
        body=email.text,
        to=[email.recipient],
        reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
        headers={
            "Message-ID": email.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": email.language,
        },
    )
    if email.html:
        message.attach_alternative(email.html, "text/html")
    return message


def _rendered(message: Message) -> Parts:
    name = message.template
    return render(
        Templates(f"{name}.subject.txt", f"{name}.txt", f"{name}.html"),
        {**message.context, "recipient": message.recipient},
        to=message.recipient.email,
        language=language_of(message.recipient),
    )


def _envelope(message: Message) -> Envelope:
    return Envelope(
        template=message.template,
        occasion=message.occasion,
        recipient=message.recipient.email,
        language=language_of(message.recipient),
        about=message.about,
        recipient_user=message.recipient,
        when_unsure=message.when_unsure,
        is_urgent=message.is_urgent,
        is_secret=message.is_secret,
        not_before=message.not_before,
    )


def _row(envelope: Envelope, parts: Parts) -> OutgoingEmail:
    about = envelope.about
    subject_type = about._meta.label_lower if about else ""
    subject_id = about.pk if about else None
    return OutgoingEmail(
        key=f"{envelope.template}:{subject_type}:{subject_id or ''}:{envelope.occasion}",
        template=envelope.template,
        subject_type=subject_type,
        subject_id=subject_id,
        message_id=make_msgid(domain=_our_domain()),
        recipient=envelope.recipient,
        recipient_user=envelope.recipient_user,
        language=envelope.language,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        is_urgent=envelope.is_urgent,
        is_secret=envelope.is_secret,
        is_farewell=envelope.is_farewell,
        when_unsure=envelope.when_unsure,
        next_attempt_at=envelope.not_before or timezone.now(),
    )


def _insert(wanted: Sequence[OutgoingEmail]) -> None:
    rows = [row for row in wanted if not row.recipient.endswith(ERASED_DOMAIN)]
    if rows:
        OutgoingEmail.objects.bulk_create(rows, ignore_conflicts=True)
        _nudge_after_commit()


def _nudge_after_commit() -> None:
    """Nudge once a transaction, however many mails it queues."""
    if not any(hook[1] is nudge_sender for hook in connection.run_on_commit):
        transaction.on_commit(nudge_sender, robust=True)


@lru_cache(maxsize=len(settings.LANGUAGES))
def _engine_in(_language: str, default: Engine) -> Engine:
    """The engine of the mails in one language: it reads each template once and keeps it so."""
    return Engine(
        dirs=default.dirs,
        app_dirs=default.app_dirs,
        libraries=default.libraries,
        builtins=[*default.builtins, "ivi_training.templatetags.sentences"],
    )


def _fill(
    engine: Engine, template: str, values: Mapping[str, Any], *, is_html: bool = False
) -> str:
    context = Context(dict(values), autoescape=is_html)
    return str(engine.get_template(template).render(context))


def _without_controls(text: str) -> str:
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def _our_mailboxes() -> list[str]:
    return [_address(settings.DEFAULT_FROM_EMAIL), _address(settings.MAIL_REPLY_TO)]


@cache
def _address(mailbox: str) -> str:
    return parseaddr(mailbox)[1]


def _our_domain() -> str:
    address = _address(settings.DEFAULT_FROM_EMAIL)
    return address.rpartition("@")[2] or str(urlsplit(settings.SITE_URL).hostname)
