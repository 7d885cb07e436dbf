"""Reading a stranger's bytes in a process of its own, with limits: whatever is in them ends there.

Limits are in the settings (`PARSING`). The process has no environment, no open file and no
database; it is killed with whatever it started. What it refuses comes back as `Refused`.
"""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO, Any, cast

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
        process = subprocess.Popen(  # noqa: S603 - our own Python and module
            # Isolated: neither the environment nor the folder it starts in decide what it runs.
            [sys.executable, "-I", "-X", "utf8", _PROGRAM, how, json.dumps(limits)],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
    try:
        said = _said(process, limits["output"] + _CHUNK, ends)
    finally:
        _end(process)
    return _kept(said, process.returncode)


def _said(process: subprocess.Popen[bytes], most: int, ends: float) -> bytes:
    """All that the process writes until it closes its output."""
    said = bytearray()
    with cast("IO[bytes]", process.stdout) as output, selectors.DefaultSelector() as ready:
        ready.register(output, selectors.EVENT_READ)
        while ready.select(max(ends - time.monotonic(), 0)):
            chunk = os.read(output.fileno(), _CHUNK)
            said += chunk
            if len(said) > most:
                raise Refused("too_much")
            if not chunk:
                return bytes(said)
    raise Refused("too_slow")


def _end(process: subprocess.Popen[bytes]) -> None:
    # One that has died keeps the reason of its own end.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _kept(said: bytes, ended: int) -> bytes:
    head, _line, kept = said.partition(b"\n")
    answer = json.loads(head) if head else {}
    if "refused" in answer:
        raise Refused(answer["refused"], **answer.get("facts", {}))
    if not head or len(kept) != answer["size"]:
        # It died: of its limit of time, or of that of memory, which libraries meet in many ways.
        raise Refused("too_slow" if ended == -signal.SIGXCPU else "too_much")
    return kept
