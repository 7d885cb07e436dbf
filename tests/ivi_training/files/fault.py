"""Stands in for the parsers where a test lets one die: as a program, never imported."""

import os
import resource
import socket
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

PROGRAM = Path(__file__).parents[3] / "ivi_training" / "files" / "parsers" / "__main__.py"


def half(_content: bytes, _limits: dict[str, int]) -> bytes:
    os.write(1, b'{"size": 9}\nhalf')
    os._exit(0)


def talk(_content: bytes, _limits: dict[str, int]) -> bytes:
    while True:
        os.write(1, b"x" * 65536)


def stay(_content: bytes, _limits: dict[str, int]) -> bytes:
    """Leave somebody behind who holds the output open."""
    if os.fork():
        os._exit(0)
    while True:
        pass


def limits(_content: bytes, _limits: dict[str, int]) -> bytes:
    names = ("RLIMIT_AS", "RLIMIT_FSIZE")
    return repr({name: resource.getrlimit(getattr(resource, name)) for name in names}).encode()


FAULTS: dict[str, Callable[[bytes, dict[str, int]], bytes]] = {
    "abort": lambda _content, _limits: os.abort(),
    "exit": lambda _content, _limits: os._exit(3),
    "kill its parent": lambda _content, _limits: os.kill(os.getppid(), 9) or b"done",
    "environment": lambda _content, _limits: repr(dict(os.environ)).encode(),
    "files": lambda _content, _limits: repr(
        [str(one) for one in Path("/proc/self/fd").iterdir()]
    ).encode(),
    "modules": lambda _content, _limits: " ".join(sys.modules).encode(),
    "half": half,
    "limits": limits,
    "talk": talk,
    "stay": stay,
}

if __name__ == "__main__":
    spec = spec_from_file_location("program", PROGRAM)
    program = module_from_spec(spec)
    spec.loader.exec_module(program)
    program.be_the_project()
    program.find("papers.pdf")
    program.serve(socket.socket(fileno=0), FAULTS.__getitem__)
