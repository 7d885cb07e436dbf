"""What each room brings to the tests of the repository: found by its folder, held once.

A room keeps its examples in `tests/<app>/<room>/examples/`: `constraints`, `triggers`,
`permissions`, `lists` and `recounts`, each a few plain dictionaries.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def modules(kind: str, tests: str = "tests") -> Iterator[tuple[str, ModuleType]]:
    """The examples of one kind, with the room that brings them, as in `trainees.joining`."""
    for path in sorted((ROOT / tests).glob(f"*/*/examples/{kind}.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[-4:-2]), import_module(".".join(parts))


def rows(kind: str, table: str) -> Iterator[tuple[str, Any, Any]]:
    """Each row of a table of examples: its room, its name and what it says."""
    for room, module in modules(kind):
        for name, row in getattr(module, table, {}).items():
            yield room, name, row


def collect(kind: str, table: str) -> dict[Any, Any]:
    """One table put together from all rooms; refused where two rooms bring the same row."""
    found: dict[Any, Any] = {}
    for room, name, row in rows(kind, table):
        if name in found:
            raise ValueError(f"{room} brings {name} to {table} a second time.")
        found[name] = row
    return found


def names(kind: str, table: str) -> set[str]:
    """What all rooms name in a set."""
    return {name for _room, module in modules(kind) for name in getattr(module, table, ())}
