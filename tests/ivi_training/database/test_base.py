"""A kept connection: used again while the server holds it, replaced where it has hung up."""

import select
from collections.abc import Iterator

import pytest
from django.db import connection

from ivi_training.database.base import DatabaseWrapper

SECONDS = 10

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> Iterator[DatabaseWrapper]:
    """A connection of its own, from an earlier request and about to serve the next."""
    one: DatabaseWrapper = connection.copy()
    number(one)
    one.health_check_enabled, one.health_check_done = True, False
    yield one
    one.close()


def number(one: DatabaseWrapper) -> int:
    with one.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def hang_up(one: DatabaseWrapper) -> None:
    """What a restart of the server does to a connection that nobody uses at the moment."""
    held = one.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [held.info.backend_pid])
    assert select.select([held], [], [], SECONDS)[0]


def test_a_connection_that_the_server_holds_is_used_again(kept: DatabaseWrapper) -> None:
    before = kept.connection.info.backend_pid
    assert kept.is_usable()
    assert number(kept) == before


def test_looking_at_it_asks_the_server_nothing(kept: DatabaseWrapper) -> None:
    kept.force_debug_cursor = True
    kept.is_usable()
    assert not kept.queries


def test_a_connection_that_was_ended_is_replaced_before_anybody_notices(
    kept: DatabaseWrapper,
) -> None:
    before = kept.connection.info.backend_pid
    hang_up(kept)
    assert not kept.is_usable()
    assert number(kept) != before


def test_a_closed_connection_is_not_usable(kept: DatabaseWrapper) -> None:
    kept.connection.close()
    assert not kept.is_usable()
    kept.close()
    assert not kept.is_usable()


def test_triggers_are_told_that_none_is_ignored(kept: DatabaseWrapper) -> None:
    with kept.cursor() as cursor:
        # Where nobody has set it, this is an error: one for each row that a trigger sees.
        cursor.execute("SELECT current_setting('pgtrigger.ignore')")
        assert cursor.fetchone() == ("{}",)
