"""Forks a process for each file, which reads it within limits and writes what is kept of it.

Started by `apart` as `python -I __main__.py` with a socket on the input. What forks has loaded
parsers and nothing else: neither settings nor environment, database, or a byte of any file. The
answer of a process is a line of JSON, then as many bytes as that line says.
"""

import contextlib
import gc
import json
import os
import resource
import selectors
import signal
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, cast

PROJECT = Path(__file__).resolve().parent.parent.parent
LONGEST_REQUEST = 1 << 16

Answer = tuple[dict[str, Any], bytes]
Parse = Callable[[bytes, dict[str, int]], bytes]


def read(parse: Parse, limits: dict[str, int]) -> Answer:
    content = sys.stdin.buffer.read()
    try:
        kept = parse(content, limits)
    except MemoryError:
        return {"refused": "too_much"}, b""
    except Exception as error:  # noqa: BLE001 - whatever a parser trips over, the file is refused
        # Errors of libraries have codes too: of XML, and of the system.
        if type(error).__name__ == "Refused":
            return {"refused": vars(error)["code"], "facts": vars(error)["facts"]}, b""
        return {"refused": "damaged"}, b""
    if len(kept) > limits["output"]:
        return {"refused": "too_much"}, b""
    return {"size": len(kept)}, kept


def lower(limits: dict[str, int]) -> None:
    """Take away what the parser does not need; nobody gives it back."""
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    # The first is a signal that kills at once; the second is for who would ignore it.
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits["open_files"], limits["open_files"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes to a pipe and to no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))  # and starts nothing


def be_the_project() -> None:
    """Let the parsers be imported: the project's own package would load Celery and the settings."""
    package = ModuleType(PROJECT.name)
    package.__path__ = [str(PROJECT)]
    sys.modules[PROJECT.name] = package


def find(how: str) -> Parse:
    """The function of `module.name`; what was imported once is there for every later process."""
    name, _dot, function = how.partition(".")
    parse: Parse = getattr(import_module(f"{PROJECT.name}.files.parsers.{name}"), function)
    # What a fork need not look at it need not copy either.
    gc.freeze()
    return parse


def work(parse: Parse, limits: dict[str, int], given: int, kept: int) -> None:
    """In the process of one file: keep its two files, read, answer, and end."""
    os.setpgid(0, 0)
    os.dup2(given, 0)
    os.dup2(kept, 1)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    lower(limits)
    answer, content = read(parse, limits)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)
    sys.stdout.buffer.flush()
    os._exit(0)  # what was read need not be tidied up, and that took as long as reading it


def begin(asked: socket.socket, find: Callable[[str], Parse]) -> int:
    """Fork for one request: how to read, within which limits, from which file, to which pipe."""
    request, files, _flags, _from = socket.recv_fds(asked, LONGEST_REQUEST, 2)
    how, limits = json.loads(request)
    parse = find(how)
    process = os.fork()
    if not process:
        try:
            work(parse, limits, *files)
        finally:
            os._exit(1)  # whatever happens, no second server
    with contextlib.suppress(OSError):  # it may have done so, and ended, already
        os.setpgid(process, process)
    for file in files:
        os.close(file)
    return process


def end(process: int) -> int:
    """Kill a process with whatever it started, and say how it ended: below zero by that signal."""
    # One that has ended by itself keeps the reason of its own end, and its number, until now.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)
    _pid, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status)


def serve(line: socket.socket, find: Callable[[str], Parse]) -> None:
    """Fork for each socket that comes over the line, until nobody is there to send one.

    The other end of such a socket closes half of it to have the process ended and to be told how.
    """
    with selectors.DefaultSelector() as ready:
        ready.register(line, selectors.EVENT_READ)
        while True:
            for key, _event in ready.select():
                if key.fileobj is line:
                    _byte, sockets, _flags, _from = socket.recv_fds(line, 1, 1)
                    if not sockets:
                        return
                    asked = socket.socket(fileno=sockets[0])
                    ready.register(asked, selectors.EVENT_READ, begin(asked, find))
                else:
                    asked = cast("socket.socket", key.fileobj)
                    ready.unregister(asked)
                    with asked, contextlib.suppress(OSError):
                        asked.sendall(str(end(key.data)).encode())


if __name__ == "__main__":
    gc.disable()
    be_the_project()
    serve(socket.socket(fileno=0), find)
