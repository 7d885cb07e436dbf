"""Reads one file from its input within limits, and writes what is kept of it to its output.

Called as `python -I __main__.py pictures.jpeg '{"memory": ...}'` with the file on the input. The
answer is a line of JSON, then as many bytes as that line says.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent.parent


Answer = tuple[dict[str, Any], bytes]


def read(parse: Callable[[bytes, dict[str, int]], bytes], limits: dict[str, int]) -> Answer:
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


def main(how: str, limits: dict[str, int]) -> None:
    # The project's own package would load Celery and, with it, the settings.
    package = ModuleType(PROJECT.name)
    package.__path__ = [str(PROJECT)]
    sys.modules[PROJECT.name] = package
    name, _dot, function = how.partition(".")
    parse = getattr(import_module(f"{PROJECT.name}.files.parsers.{name}"), function)
    lower(limits)
    answer, kept = read(parse, limits)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + kept)
    sys.stdout.buffer.flush()
    os._exit(0)  # what was read need not be tidied up, and that took as long as reading it


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
