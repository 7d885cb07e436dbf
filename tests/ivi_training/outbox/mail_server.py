"""A real SMTP server that answers as a test tells it to."""

import asyncio
import email
import email.policy
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

DROP = "drop the line and forget"
ACCEPT_AND_DROP = "accept the mail, but drop the line before saying so"


class MailServer:
    """Keeps what it accepts; `answer("RCPT", "451 ...")` scripts its next answers."""

    def __init__(self) -> None:
        self.port = 0
        self.accepted: list[EmailMessage] = []
        self.connections = 0
        self.commands: list[str] = []
        self.takes_logins = True
        self.on_data: Callable[[], None] = lambda: None
        self._arrival = threading.Condition()
        self._answers: defaultdict[str, deque[str]] = defaultdict(deque)

    def answer(self, command: str, *answers: str) -> None:
        self._answers[command].extend(answers)

    def wait_for(self, number: int) -> None:
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self.accepted) >= number, timeout=60)

    def ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.accepted]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.next("MAIL", server)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.next("RCPT", server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        await asyncio.get_running_loop().run_in_executor(None, self.on_data)
        answer = self.next("DATA", server)
        if answer.startswith("250") or answer == ACCEPT_AND_DROP:
            content = envelope.content
            assert isinstance(content, bytes)
            with self._arrival:
                self.accepted.append(email.message_from_bytes(content, policy=email.policy.default))
                self._arrival.notify_all()
        return answer

    def protocol(self) -> SMTP:
        self.connections += 1
        return _Session(self, hostname="sink", auth_require_tls=False, authenticator=self._login)

    def _login(self, *_args: Any) -> AuthResult:
        return AuthResult(success=self.takes_logins, handled=self.takes_logins)

    def next(self, command: str, server: SMTP) -> str:
        self.commands.append(command)
        answers = self._answers[command]
        answer = answers.popleft() if answers else "250 2.0.0 OK"
        if answer in {DROP, ACCEPT_AND_DROP}:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return answer


class _Session(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Before the text there is a word of the server's own, which a test may script as TEXT."""
        if self.event_handler.next("TEXT", self) == DROP:
            return
        await super().smtp_DATA(arg)


@contextmanager
def running() -> Iterator[MailServer]:
    """Serve on a port of loopback until the block ends."""
    mail_server = MailServer()
    started: Future[Callable[[], object]] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(mail_server, started)))
    thread.start()
    stop = started.result(10)
    try:
        yield mail_server
    finally:
        stop()
        thread.join()


async def _serve(mail_server: MailServer, started: "Future[Callable[[], object]]") -> None:
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(mail_server.protocol, "127.0.0.1", 0)
    mail_server.port = server.sockets[0].getsockname()[1]
    started.set_result(lambda: loop.call_soon_threadsafe(over.set))
    await over.wait()
    server.close()
