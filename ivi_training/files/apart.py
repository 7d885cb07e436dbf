"""Reading a stranger's bytes in a process of its own, with limits: whatever is in them ends there.

Limits are in the settings (`PARSING`). The process has no environment, no open file and no
database, nor ever had; it is killed with whatever it started. What it refuses comes back as
`Refused`.
"""

import atexit
import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore, Lock
from typing import IO, Any

from django.conf import settings

from ivi_training.files.parsers.refusal import Refused

_PROGRAM = str(Path(__file__).with_name("parsers") / "__main__.py")
_CHUNK = 1 << 16
# Each may take its whole memory: a server reads few at once, and the others wait a moment.
_places = BoundedSemaphore(settings.PARSING["at_once"])
# Seconds that the request at hand may still spend here; None outside of requests.
_left: ContextVar[list[float] | None] = ContextVar("seconds left to read files", default=None)


@contextlib.contextmanager
def one_budget(seconds: float) -> Iterator[None]:
    """Let all files that are read inside take so long together: a page waits once."""
    token = _left.set([seconds])
    try:
        yield
    finally:
        _left.reset(token)


def parse(how: str, content: bytes) -> bytes:
    """What the function of `parsers` makes of the content; Refused where it is not taken in time.

    At most `wall_seconds`, the start of the process and the wait for a place included.
    """
    limits = settings.PARSING
    budget = _left.get()
    began = time.monotonic()
    ends = began + min(limits["wall_seconds"], budget[0] if budget else limits["wall_seconds"])
    if not _places.acquire(timeout=max(ends - began, 0)):
        raise Refused("too_slow" if budget and budget[0] <= 0 else "busy")
    try:
        return _parsed(how, content, limits, ends)
    except OSError:  # the machine has no room for one more process
        raise Refused("busy") from None
    finally:
        _places.release()
        if budget:
            budget[0] -= time.monotonic() - began


def _parsed(how: str, content: bytes, limits: dict[str, Any], ends: float) -> bytes:
    with TemporaryFile() as given:
        given.write(content)
        given.seek(0)
        output, kept = os.pipe()
        with os.fdopen(output, "rb", buffering=0) as said:
            with os.fdopen(kept, "wb", buffering=0):
                process = _begin([how, limits], [given.fileno(), kept])
            try:
                answer = _said(said, limits["output"] + _CHUNK, ends)
            finally:
                ended = _end(process)
    return _kept(answer, ended)


class _Template:
    """A clean process that has loaded the parsers, and forks one process for each file.

    To start Python and load them took ten times as long as to read a usual file.
    """

    def __init__(self) -> None:
        line, theirs = socket.socketpair()
        with theirs, contextlib.ExitStack() as on_error:
            on_error.enter_context(line)
            self.process = subprocess.Popen(  # noqa: S603 - our own Python and module
                # Isolated: neither the environment nor the folder it starts in decide what it runs.
                [sys.executable, "-I", "-X", "utf8", _PROGRAM],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                start_new_session=True,
            )
            on_error.pop_all()
        self.line = line
        atexit.register(self.close)

    def close(self) -> None:
        """Let it end: nobody is at the other end of its line."""
        atexit.unregister(self.close)
        self.line.close()
        self.process.wait()


_template: _Template | None = None
_turn = Lock()


def _forget() -> None:
    """A process that was forked from ours starts a template of its own, and none of our locks."""
    global _template, _turn, _places  # noqa: PLW0603 - one in each process
    _template, _turn = None, Lock()
    _places = BoundedSemaphore(settings.PARSING["at_once"])


os.register_at_fork(after_in_child=_forget)


def _begin(request: list[Any], files: list[int]) -> socket.socket:
    """Have a process forked that reads the file; what comes back is asked to end it."""
    global _template  # noqa: PLW0603 - one in each process
    ours, theirs = socket.socketpair()
    with theirs, _turn, contextlib.ExitStack() as on_error:
        on_error.enter_context(ours)
        socket.send_fds(ours, [json.dumps(request).encode()], files)
        if _template and _template.process.poll() is not None:  # somebody has killed it
            _template.close()
            _template = None
        _template = _template or _Template()
        socket.send_fds(_template.line, [b"."], [theirs.fileno()])
        on_error.pop_all()
    return ours


def _said(output: IO[bytes], most: int, ends: float) -> bytes:
    """All that the process writes until it closes its output."""
    said = bytearray()
    with selectors.DefaultSelector() as ready:
        ready.register(output, selectors.EVENT_READ)
        while ready.select(max(ends - time.monotonic(), 0)):
            chunk = os.read(output.fileno(), _CHUNK)
            said += chunk
            if len(said) > most:
                raise Refused("too_much")
            if not chunk:
                return bytes(said)
    raise Refused("too_slow")


def _end(process: socket.socket) -> int:
    """End the process, and whatever it started; how it ended, below zero by that signal."""
    with process:
        process.shutdown(socket.SHUT_WR)
        return int(process.recv(16) or -signal.SIGKILL)


def _kept(said: bytes, ended: int) -> bytes:
    head, _line, kept = said.partition(b"\n")
    answer = json.loads(head) if head else {}
    if "refused" in answer:
        raise Refused(answer["refused"], **answer.get("facts", {}))
    if not head or len(kept) != answer["size"]:
        # It died: of its limit of time, or of that of memory, which libraries meet in many ways.
        raise Refused("too_slow" if ended == -signal.SIGXCPU else "too_much")
    return kept
