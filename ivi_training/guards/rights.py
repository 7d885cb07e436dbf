"""What the application may do with each table, read from the triggers that the table declares.

A trigger refuses row by row. A right is asked before any row is looked at, cannot be switched off
by whoever may write, and is not forgotten: a new table has it with its guards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from pghistory.models import Context, Event

from ivi_training.guards import locks
from ivi_training.guards.erasable import Erasable

SELECT, INSERT, UPDATE, DELETE = "SELECT", "INSERT", "UPDATE", "DELETE"
# What a role means is written by sync_roles and migrations alone: the application hands roles out,
# and cannot make one that may do more.
SET_UP_BY_OWNER: tuple[type[Model], ...] = (
    ContentType,
    Permission,
    Group,
    Group.permissions.through,
)


@dataclass(frozen=True)
class Rights:
    """On a whole table; `columns` may be updated where the rest of a row may not."""

    on_table: frozenset[str]
    columns: frozenset[str] = frozenset()


EVERYTHING = Rights(frozenset({SELECT, INSERT, UPDATE, DELETE}))
READING = Rights(frozenset({SELECT}))


def declared() -> dict[str, Rights]:
    """The rights of the application, by table: of every model and of the cache."""
    tables = {settings.CACHE_TABLE: EVERYTHING}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            tables[model._meta.db_table] = _of_model(model)
    return tables


def history_functions() -> list[str]:
    """The functions of the triggers that write histories, which nobody else writes."""
    return sorted(
        trigger.get_pgid(model)
        for model, trigger in pgtrigger.registered()
        if isinstance(trigger, pgtrigger.Composer) and hasattr(trigger, "event_model")
    )


def _of_model(model: type[Model]) -> Rights:
    if issubclass(model, Event | Context) or model in SET_UP_BY_OWNER:
        return READING
    rights, columns = set(EVERYTHING.on_table), set[str]()
    for trigger in _refusing(model):
        refused = {str(operation) for operation in trigger.operation}
        if isinstance(trigger, Erasable):
            columns |= set(trigger.columns) if UPDATE in refused else set()
            refused -= {DELETE} if trigger.may_delete else set()
        rights -= refused
    if model in locks.declared():
        columns.add(str(model._meta.pk.column))
    return Rights(frozenset(rights), frozenset(columns if UPDATE not in rights else ()))


def _refusing(model: Any) -> Iterable[Any]:
    """Guards that refuse whatever the row says."""
    for owner, trigger in pgtrigger.registered():
        guard = trigger.guard if isinstance(trigger, Erasable) else trigger
        if owner is model and type(guard) is pgtrigger.Protect and guard.condition is None:
            yield trigger
