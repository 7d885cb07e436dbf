"""Giving the roles of the database their rights, as the tables declare them."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from ivi_training.guards import rights
from ivi_training.guards.rights import READING, SELECT, UPDATE, Rights

# Run by whoever changes a row, but with the owner's rights: a history has no other writer. What
# they look up they find among our tables and nowhere else.
_AS_OWNER = "SECURITY DEFINER SET search_path = public, pg_temp"
_TABLES = """
    SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
     ORDER BY relname
"""
_FUNCTIONS = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"


class NoOwner(Exception):
    """Rights are given by the owner of the tables, and mean something for other roles only."""


def application() -> str:
    return str(settings.DATABASE_APPLICATION_ROLE)


def is_separate() -> bool:
    """Whether the application signs in as somebody who does not own the tables."""
    return application() != str(settings.DATABASE_OWNER["USER"])


@transaction.atomic
def grant() -> list[str]:
    """Give application and reader what is declared, no more; say which roles there are not.

    At once, or not at all: nobody is without rights in between.
    """
    with connection.cursor() as cursor:
        _close_to_others(cursor)
        _protect_histories(cursor)
        missing = [role for role in (application(), reader()) if not _exists(cursor, role)]
        if is_separate() and application() not in missing:
            _give(cursor, application(), _of_application(cursor))
        if reader() not in missing:
            _give(cursor, reader(), dict.fromkeys(_names(cursor, _TABLES), READING))
    return missing


def close_database() -> None:
    """What is said of a database and not copied with it: nobody makes tables of one's own there."""
    with connection.cursor() as cursor:
        name = _quoted(str(connection.settings_dict["NAME"]))
        cursor.execute(f"REVOKE CREATE, TEMPORARY ON DATABASE {name} FROM PUBLIC")


def reader() -> str:
    return str(settings.DATABASE_READER_ROLE)


def _close_to_others(cursor: CursorWrapper) -> None:
    """A table of one's own could stand before one of ours where a trigger looks it up."""
    close_database()
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    cursor.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC")


def _protect_histories(cursor: CursorWrapper) -> None:
    installed = set(_names(cursor, _FUNCTIONS))
    for function in rights.history_functions():
        if function in installed:
            cursor.execute(f"ALTER FUNCTION {function}() {_AS_OWNER}")


def _of_application(cursor: CursorWrapper) -> dict[str, Rights]:
    """What no model declares is read at most: views, and the record of the migrations."""
    declared = rights.declared()
    return {table: declared.get(table, READING) for table in _names(cursor, _TABLES)}


def _give(cursor: CursorWrapper, role: str, tables: dict[str, Rights]) -> None:
    to = _quoted(role)
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {to}")
    cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM {to}")
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}")
    cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {to}")
    alike: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for table, given in tables.items():
        alike[given.on_table].append(table)
        if given.columns:
            named = _listed(sorted(given.columns))
            cursor.execute(f"GRANT {UPDATE} ({named}) ON {_quoted(table)} TO {to}")
    for on_table, names in alike.items():
        cursor.execute(f"GRANT {', '.join(sorted(on_table))} ON {_listed(names)} TO {to}")
    numbers = f"{SELECT}, USAGE" if role == application() else SELECT
    cursor.execute(f"GRANT {numbers} ON ALL SEQUENCES IN SCHEMA public TO {to}")


def _exists(cursor: CursorWrapper, role: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    return cursor.fetchone() is not None


def _names(cursor: CursorWrapper, query: str) -> list[str]:
    cursor.execute(query)
    return [name for (name,) in cursor.fetchall()]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
