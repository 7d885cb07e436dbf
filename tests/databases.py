"""The database of the tests, made once and copied: migrating it anew took most of a short run.

The template is named after everything that it is made from, so a migration, a right or a package
that changes makes another one. It stays in the server of the tests from run to run.

The owner of the tables signs in, who makes and drops databases; the tests run as the application,
which may do what it may do in production. What a test does to a table, or past its triggers, it
does `as_owner()`, in the transaction of the test.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pgtrigger
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from ivi_training.guards.actions import rights
from ivi_training.local import addresses

ROOT = Path(settings.BASE_DIR)
MADE_FROM = (
    "*/migrations/**/*.*", "*/permissions.py", "*/*/permissions.py",
    # Rights are read from the guards of each table.
    "*/*/models/*.py", "*/*/triggers/*.py", "*/*/hooks/*.py",
    "ivi_training/guards/**/*.py", "ivi_training/database/**/*.*",
    "requirements/development.txt", "tests/databases.py",
)  # fmt: skip
PREFIX = "tests_template_"
# One worker makes the template while the others wait for it.
_TURN = 7_204_113
_SIGNED_IN: dict[str, Any] = {}


def make() -> None:
    """Point the connection to a fresh copy of the template, which is made where there is none."""
    name = connection.creation._get_test_db_name()
    template = PREFIX + _digest()
    _sign_in_as_owner()
    with _maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_TURN])
        if not _exists(cursor, template):
            _make_template(cursor, template)
        cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
        # Copying files is quicker than going through the log for a database as small as this.
        cursor.execute(
            f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(template)} STRATEGY FILE_COPY"
        )
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_TURN])
    _connect_to(name)
    rights.close_database()
    _act_as_application()


def drop(before: str) -> None:
    """Drop the copy, and point the connection to the database of before."""
    connection.close()
    connection.settings_dict["OPTIONS"].pop("options", None)
    connection.creation.destroy_test_db(before, verbosity=0)
    connection.close()
    connection.settings_dict.update(_SIGNED_IN)


@contextmanager
def as_owner() -> Iterator[None]:
    """What the application may not do, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        (before,) = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        held = connection.connection
        is_broken = held and held.info.transaction_status == TRANSACTION_STATUS_INERROR
        if not is_broken:  # else the end of the transaction takes it back
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {before}")


@contextmanager
def ignoring(*triggers: str) -> Iterator[None]:
    """Past these triggers, or past all: the owner alone may."""
    with as_owner(), pgtrigger.ignore(*triggers):
        yield


def url() -> str:
    """Where a process of its own finds this database, with the log-in of the application."""
    configured = urlsplit(os.environ.get("DATABASE_URL") or addresses.DATABASE_URL)
    return configured._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def sign_in_as_application() -> None:
    """Let the next connection be the application's own, from which no way leads to the owner."""
    connection.close()
    connection.settings_dict["OPTIONS"].pop("options", None)
    connection.settings_dict.update(_SIGNED_IN)


def sign_in_as_suite() -> None:
    """Back to where everything else runs."""
    connection.close()
    _sign_in_as_owner()
    _act_as_application()


def _sign_in_as_owner() -> None:
    _SIGNED_IN.update({part: connection.settings_dict[part] for part in settings.DATABASE_OWNER})
    connection.close()
    connection.settings_dict.update(settings.DATABASE_OWNER)


def _act_as_application() -> None:
    """Each connection of the suite, of its threads too, begins as the application."""
    connection.close()
    connection.settings_dict["OPTIONS"]["options"] = f"-c role={_SIGNED_IN['USER']}"


def _make_template(cursor: CursorWrapper, template: str) -> None:
    """Under another name until it is whole; templates of other days go."""
    unfinished = f"{template}_unfinished"
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    for (old,) in cursor.fetchall():
        cursor.execute(f"DROP DATABASE {_quoted(old)} WITH (FORCE)")
    cursor.execute(f"CREATE DATABASE {_quoted(unfinished)}")
    before = _connect_to(unfinished)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("sync_roles", verbosity=0)
    _connect_to(before)
    cursor.execute(f"ALTER DATABASE {_quoted(unfinished)} RENAME TO {_quoted(template)}")


def _connect_to(name: str) -> str:
    """Close the connection and let the next one go there; say where it went before."""
    connection.close()
    before = str(connection.settings_dict["NAME"])
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    return before


def _digest() -> str:
    found = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _exists(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


@contextmanager
def _maintenance() -> Iterator[CursorWrapper]:
    """A connection to no database of ours; a database that is connected to cannot be copied."""
    nodb: Any = connection.creation._nodb_cursor()
    with nodb as cursor:
        yield cursor
