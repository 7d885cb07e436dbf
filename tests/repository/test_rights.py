"""The rights in the database are those that the tables declare, of every table and every column."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from ivi_training.guards import rights
from ivi_training.guards.models import StatusChange
from tests.databases import as_owner

pytestmark = pytest.mark.django_db
APPLICATION = settings.DATABASE_APPLICATION_ROLE
READER = settings.DATABASE_READER_ROLE
EVERY = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
ON_TABLES = """
    SELECT relname, privilege FROM pg_class, unnest(%s) AS privilege
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
       AND has_table_privilege(%s, oid, privilege)
"""
# Said of a column alone, not of its whole table.
ON_COLUMNS = """
    SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
       AND attnum > 0 AND NOT attisdropped
       AND has_column_privilege(%s, pg_class.oid, attnum, 'UPDATE')
       AND NOT has_table_privilege(%s, pg_class.oid, 'UPDATE')
"""
TABLES = """
    SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
"""


def rows(query: str, *parameters: object) -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(parameters))
        return set(cursor.fetchall())


def tables() -> set[str]:
    return {name for (name,) in rows(TABLES)}


def test_application_may_do_what_each_table_declares_and_no_more():
    declared = rights.declared()
    assert declared.keys() <= tables()
    expected = {
        (table, right)
        for table in tables()
        for right in declared.get(table, rights.READING).on_table
    }
    assert rows(ON_TABLES, list(EVERY), APPLICATION) == expected


def test_columns_that_an_erasure_blanks_may_be_updated_and_no_other():
    expected = {
        (table, column) for table, given in rights.declared().items() for column in given.columns
    }
    assert (StatusChange._meta.db_table, "reason") in expected
    assert rows(ON_COLUMNS, APPLICATION, APPLICATION) == expected


def test_reader_reads_every_table_and_does_nothing_else():
    assert rows(ON_TABLES, list(EVERY), READER) == {(table, "SELECT") for table in tables()}


def test_nothing_is_everybodys():
    assert (
        rows(
            "SELECT relname, privilege_type FROM pg_class, aclexplode(relacl)"
            " WHERE relnamespace = 'public'::regnamespace AND grantee = 0"
        )
        == set()
    )


def test_neither_makes_anything():
    for role in (APPLICATION, READER):
        for database in ("CREATE", "TEMPORARY"):
            assert rows(
                "SELECT has_database_privilege(%s, current_database(), %s)::text", role, database
            ) == {("false",)}
        assert rows("SELECT has_schema_privilege(%s, 'public', 'CREATE')::text", role) == {
            ("false",)
        }


def test_neither_owns_anything_or_acts_as_who_does():
    owned = """
        SELECT relname FROM pg_class WHERE relowner::regrole::text = ANY(%s)
        UNION ALL SELECT proname FROM pg_proc WHERE proowner::regrole::text = ANY(%s)
    """
    assert rows(owned, [APPLICATION, READER], [APPLICATION, READER]) == set()
    powers = """
        SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)
           AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
                OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = pg_roles.oid))
    """
    assert rows(powers, [APPLICATION, READER]) == set()


def test_what_runs_with_the_rights_of_the_owner_looks_among_our_tables_alone():
    functions = rows(
        "SELECT proname, array_to_string(proconfig, '; ') FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    fixed = "search_path=public, pg_temp"
    expected = {"refresh_statistics", *rights.history_functions()}
    assert functions == {(name, fixed) for name in expected}


@pytest.fixture
def as_new() -> Iterator[None]:
    with as_owner():
        yield


def test_new_table_has_no_rights_until_they_are_given(
    as_new: None, capsys: pytest.CaptureFixture[str]
):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE new_one (id bigint)")
        cursor.execute(f"GRANT ALL ON grants_ledgerseal TO {READER}, {APPLICATION}")
    assert ("new_one", "SELECT") not in rows(ON_TABLES, list(EVERY), APPLICATION)
    call_command("grant_rights")
    held = rows(ON_TABLES, list(EVERY), APPLICATION)
    assert {right for table, right in held if table == "new_one"} == {"SELECT"}
    assert {right for table, right in held if table == "grants_ledgerseal"} == {"SELECT", "INSERT"}
    assert capsys.readouterr().out == ""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE new_one")
