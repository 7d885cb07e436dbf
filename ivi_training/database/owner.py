"""The owner of the tables, as whom nothing signs in but what changes tables and rights."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


def is_owner() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = %s", [settings.DATABASE_OWNER["USER"]])
        return bool(cursor.fetchone()[0])


@contextmanager
def as_owner() -> Iterator[None]:
    """Let the connection be the owner's for a block; a new one is made for it, and after it.

    Not inside a transaction, which would end with its connection.
    """
    if is_owner():
        yield
        return
    known = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(settings.DATABASE_OWNER)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(known)
