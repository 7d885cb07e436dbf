"""One SMTP conversation and how its answers are read: accepted means that the server said 250."""

import contextlib
import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

OK = 250
PATIENCE, PERMANENT = 4, 5  # the first digit of an answer
GO_ON, CLOSING = 354, 421
TOO_LARGE = 552
# Not the mail is wrong but our login, our TLS or our own address: every mail would meet the same.
OUR_FAULT = {454, 530, 534, 535, 538}
RESPONSE_LENGTH = 1000
# Seconds for the answer that ends a mail: RFC 5321, 4.5.3.2.6 asks for minutes, since whoever hangs
# up on a slow server sends a copy each time. Shorter than a lease.
LAST_PATIENCE = 240
END = b".\r\n"
_FIRST_DOTS = re.compile(rb"(?m)^\.")
_OF_RECIPIENT = re.compile(r"\d{3} 5\.[12]\.")
_POLICY = re.compile(r"\d{3} 5\.7\.")
# Session numbers and the like, which make two equal answers differ.
_NUMBERED = re.compile(r"\S*\d[\w.=+/-]{7,}\S*|[<>\[\]()]")


class Verdict(Enum):
    """What the server's answer means for the mail."""

    ACCEPTED = auto()
    LATER = auto()  # the server asks for patience
    LOST = auto()  # the line broke before the server can have accepted anything
    UNREACHABLE = auto()  # there is no line; the next mail would fare no better
    REFUSED = auto()
    UNSURE = auto()  # the line broke when the server may have accepted
    MISCONFIGURED = auto()
    UNSENDABLE = auto()  # the mail cannot be built


@dataclass(frozen=True)
class Answer:
    """A verdict with the server's own words."""

    verdict: Verdict
    response: str


@dataclass(frozen=True)
class _SmtpMessage:
    """A mail in the words of SMTP."""

    sender: str
    recipient: str
    content: bytes


def send(connection: BaseEmailBackend, compose: Callable[[], EmailMessage]) -> Answer:
    """Send one mail over a kept connection; leave that ready for the next mail, or closed."""
    try:
        message = compose()
        letter = _letter(message)
    except Exception as error:  # noqa: BLE001 - any error would be an error page
        return Answer(Verdict.UNSENDABLE, _error_words(error))
    if not isinstance(connection, EmailBackend):
        return _hand_over(connection, message)
    was_open = connection.connection is not None
    answer = _converse(connection, letter)
    if was_open and answer.verdict is Verdict.LOST:
        # Servers end a long session as they please; only a fresh one tells how things are.
        answer = _converse(connection, letter)
    return answer


def close(connection: BaseEmailBackend) -> None:
    """End the session; what was accepted stays accepted, whatever is said now."""
    with contextlib.suppress(OSError):
        connection.close()


def _letter(message: EmailMessage) -> _SmtpMessage:
    sender = sanitize_address(message.from_email, settings.DEFAULT_CHARSET)
    recipient = sanitize_address(message.to[0], settings.DEFAULT_CHARSET)
    content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own
    return _SmtpMessage(sender, recipient, content)


def _hand_over(connection: BaseEmailBackend, message: EmailMessage) -> Answer:
    """Leave the mail to a backend of another kind, which says only whether it took it."""
    try:
        was_taken = connection.send_messages([message])
    except Exception as error:  # noqa: BLE001 - any error would be an error page
        return Answer(Verdict.UNSURE, _error_words(error))
    return Answer(Verdict.ACCEPTED if was_taken else Verdict.LATER, "")


def _converse(connection: EmailBackend, letter: _SmtpMessage) -> Answer:
    try:
        connection.open()
    except Exception as error:  # noqa: BLE001 - any error would be an error page
        close(connection)
        return _read_opening(error)
    session = connection.connection
    if session is None:  # a backend told to fail silently
        return Answer(Verdict.UNREACHABLE, "")
    answer = _send_envelope(session, letter) or _send_text(session, letter)
    if answer.verdict in {Verdict.LOST, Verdict.UNSURE}:
        close(connection)
    elif answer.verdict is not Verdict.ACCEPTED:
        try:
            session.rset()
        except OSError:
            close(connection)
    return answer


def _send_envelope(session: smtplib.SMTP, letter: _SmtpMessage) -> Answer | None:
    """Name sender and recipient; give the answer that ends the matter, if there is one."""
    try:
        session.ehlo_or_helo_if_needed()
        code, words = session.mail(letter.sender, _options(session, letter))
        if code // 100 == PERMANENT and code != TOO_LARGE:
            # Nothing was named yet but our own address.
            return Answer(Verdict.MISCONFIGURED, _server_words(code, words))
        if _is_ok(code):
            code, words = session.rcpt(letter.recipient)
    except OSError as error:
        return Answer(Verdict.LOST, _error_words(error))
    return None if _is_ok(code) else _read(code, words, otherwise=Verdict.LOST)


def _options(session: smtplib.SMTP, letter: _SmtpMessage) -> list[str]:
    options = []
    if session.has_extn("size"):
        options.append(f"size={len(letter.content)}")
    if session.has_extn("8bitmime") and not letter.content.isascii():
        options.append("body=8bitmime")
    return options


def _send_text(session: smtplib.SMTP, letter: _SmtpMessage) -> Answer:
    """Hand over the text; only a line that breaks after its end leaves us unsure."""
    try:
        code, words = session.docmd("DATA")
        if code != GO_ON:
            return _read(code, words, otherwise=Verdict.LOST)
        session.send(_quoted(letter.content))
        line = session.sock
        if line is None or _has_ended(line):
            return Answer(Verdict.LOST, "The line broke before the end of the text.")
        session.send(END)
    except OSError as error:
        return Answer(Verdict.LOST, _error_words(error))
    try:
        code, words = _last_answer(session, line)
    except OSError as error:
        return Answer(Verdict.UNSURE, _error_words(error))
    if code == OK:
        return Answer(Verdict.ACCEPTED, _server_words(code, words))
    return _read(code, words, otherwise=Verdict.UNSURE)


def _quoted(content: bytes) -> bytes:
    """The text without the line that ends it (RFC 5321, 4.5.2)."""
    quoted = _FIRST_DOTS.sub(b"..", content)
    return quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n"


def _has_ended(line: socket.socket) -> bool:
    """Whether the server hung up, or speaks out of turn: in the middle of a text it only leaves."""
    readable, _, _ = select.select([line], [], [], 0)
    return bool(readable)


def _last_answer(session: smtplib.SMTP, line: socket.socket) -> tuple[int, bytes]:
    patience = line.gettimeout()
    line.settimeout(LAST_PATIENCE)
    answer = session.getreply()
    line.settimeout(patience)
    return answer


def _read(code: int, words: bytes | str, *, otherwise: Verdict) -> Answer:
    verdict = {PATIENCE: Verdict.LATER, PERMANENT: Verdict.REFUSED}.get(code // 100, otherwise)
    if code == CLOSING:
        verdict = Verdict.LOST
    elif code in OUR_FAULT:
        verdict = Verdict.MISCONFIGURED
    return Answer(verdict, _server_words(code, words))


def _read_opening(error: Exception) -> Answer:
    """Tell a server that is away from one that does not want us; only the first is patience."""
    is_away = isinstance(
        error, (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected, smtplib.SMTPHeloError)
    ) or (
        isinstance(error, OSError) and not isinstance(error, (smtplib.SMTPException, ssl.SSLError))
    )
    return Answer(Verdict.UNREACHABLE if is_away else Verdict.MISCONFIGURED, _error_words(error))


def is_of_recipient(response: str) -> bool:
    """Whether an answer is about the recipient's own mailbox, by its class (RFC 3463: x.1, x.2)."""
    return _OF_RECIPIENT.match(response) is not None


def is_policy(response: str) -> bool:
    """Whether the server says that it does not want us, whoever the recipient is (x.7)."""
    return _POLICY.match(response) is not None


def without_address(response: str, address: str) -> str:
    """The answer as it would be to anybody else: servers repeat the address, and number answers."""
    return _NUMBERED.sub("", response.lower().replace(address.lower(), ""))


def _is_ok(code: int) -> bool:
    return code // 100 == OK // 100


def _error_words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _server_words(error.smtp_code, error.smtp_error)
    return _printable(f"{type(error).__name__}: {error}")


def _server_words(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return _printable(f"{code} {text}")


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:RESPONSE_LENGTH]
