"""Columns with words about a person: each table says its own, an erasure asks for all.

A table of a person's things that holds no such words says the way to the person alone: its history
and the mails about it are theirs too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class About:
    """A table, the way from a row to the account of its person, and what to blank there."""

    model: type[Model]
    way: str
    columns: tuple[str, ...]


_declared: list[About] = []


def about_person(way: str, *columns: str) -> Callable[[type[M]], type[M]]:
    """Let a table say which columns an erasure blanks; once for each way to a person."""

    def declare(model: type[M]) -> type[M]:
        _declared.append(About(model, way, columns))
        return model

    return declare


def declared() -> tuple[About, ...]:
    """What all tables said, in an order that does not hang on which was loaded first."""
    return tuple(sorted(_declared, key=lambda about: (about.model._meta.label, about.way)))
