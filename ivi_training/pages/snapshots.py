"""Reading at one moment: what several queries answer belongs together."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Let all queries of the block see the same rows; a transaction that is open stays as it is."""
    is_open = connection.in_atomic_block
    with transaction.atomic():
        if not is_open:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
