"""A kept connection: used again while the server holds it, replaced where it has hung up."""

import select
from collections.abc import Iterator

import pytest
from django.db import connection

from ivi_training.database.base import DatabaseWrapper
from tests.databases import as_owner

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
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [held.info.backend_pid])
    assert select.select([held], [], [], SECONDS)[0]


def test_a_connection_that_the_server_holds_is_used_again(kept: DatabaseWrapper) -> None:
    before = kept.connection.info.backend_pid
    assert kept.is_usable()
    assert number(kept) == before


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


@pytest.mark.parametrize("said", [None, "", "{}", "{another}"])
def test_no_trigger_is_ignored_unless_it_is_named(kept: DatabaseWrapper, said: str | None) -> None:
    with kept.cursor() as cursor:
        if said is not None:
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s, false)", [said])
        cursor.execute("SELECT _pgtrigger_should_ignore('one')")
        assert cursor.fetchone() == (False,)


def test_trigger_that_is_named_is_ignored_for_the_owner_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{one,two}'")
        cursor.execute("SELECT _pgtrigger_should_ignore('one')")
        assert cursor.fetchone() == (False,)
        with as_owner():
            cursor.execute("SELECT _pgtrigger_should_ignore('one')")
            assert cursor.fetchone() == (True,)


def test_migration_that_brings_the_answer_of_the_package_ends_with_ours() -> None:
    with as_owner(), connection.schema_editor() as editor:
        editor.execute(
            "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)"
            " RETURNS boolean LANGUAGE sql AS 'SELECT true'"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT _pgtrigger_should_ignore('one')")
        assert cursor.fetchone() == (False,)
