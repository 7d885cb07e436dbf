"""Rows that stay as they were written, and are held while somebody acts on them.

PostgreSQL lets a row be held only by who may update it: of such a row, the number alone, which its
trigger refuses to change.
"""

from typing import TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)

_declared: list[type[Model]] = []


def may_be_held(model: type[M]) -> type[M]:
    """Let a table say that an action holds its rows (`select_for_update`)."""
    _declared.append(model)
    return model


def declared() -> tuple[type[Model], ...]:
    return tuple(_declared)
