"""Ways past the database's own rules, tried with the log-ins of the product itself.

Here the application signs in as in production: no way leads from its connection to the owner.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import Any

import pgtrigger
import psycopg2
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from courses.programs.models import Program
from grants.awards.models import BudgetLine, Grant
from grants.commitments.actions import commitments
from grants.ledger.models import LedgerEntry
from ivi_training.guards import rights
from ivi_training.guards.models import StatusChange
from tests.databases import sign_in_as_application, sign_in_as_suite
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.ledger import tranche

pytestmark = pytest.mark.django_db
APPLICATION = settings.DATABASE_APPLICATION_ROLE
OWNER = settings.DATABASE_OWNER["USER"]
READER = settings.DATABASE_READER_ROLE
# No right; a trigger of ours; a rule that a trigger names. Anything else is a mistake in the try.
REFUSED = {"42501", "P0001", "23001"}
PUBLIC_KEY = "7b1f0c4e-6a40-4a1c-9a5e-0f1b6a6f3f10"


@pytest.fixture(scope="module")
def own_log_in(django_db_setup: None) -> Iterator[None]:
    sign_in_as_application()
    yield
    sign_in_as_suite()


@pytest.fixture(scope="module", autouse=True)
def world(own_log_in: None, module_db: None) -> None:
    """Money promised, a change of status, and a change of what is set up, with who made it."""
    cohort = CohortFactory()
    grant = grant_for(cohort.program, 1_000)
    line = line_of(grant, 600, "A")
    tranche(grant, 500)
    promise = commitments.Promise(package_for(line, amount=300), cohort, "offer")
    commitments.commit([promise], by=UserFactory())
    StatusChange.objects.create(
        subject_type="courses.call", subject_id=1, before="draft", after="open", reason="Why"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL pghistory.context_id = '{PUBLIC_KEY}'")
        cursor.execute("""SET LOCAL pghistory.context_metadata = '{"user": 7}'""")
        cursor.execute("UPDATE courses_program SET name_en = 'Another'")
        cursor.execute("RESET pghistory.context_id; RESET pghistory.context_metadata")


def guard(label: str) -> str:
    """The name by which the database knows a trigger."""
    (name,) = (
        trigger.get_pgid(model)
        for model, trigger in pgtrigger.registered()
        if f"{model._meta.label}:{trigger.name}" == label
    )
    return str(name)


STANDS = guard("ivi_training.StatusChange:append_only")
COUNTS = guard("grants.BudgetLine:counters_kept")
REWORD = "UPDATE ivi_training_statuschange SET reason = 'Because'"
RECOUNT = "UPDATE grants_budgetline SET spent = 1"
IGNORES = "public._pgtrigger_should_ignore"
ALWAYS = "RETURNS boolean LANGUAGE sql AS 'SELECT true'"
EVENT = Program.pgh_event_model._meta.db_table

CHEATS = {
    # The switch that every trigger asks.
    "the switch": f"SET pgtrigger.ignore = '{{{STANDS}}}'; {REWORD}",
    "the switch for the transaction": f"SET LOCAL pgtrigger.ignore = '{{{STANDS}}}'; {REWORD}",
    "the switch by a function":
        f"SELECT set_config('pgtrigger.ignore', '{{{STANDS}}}', true); {REWORD}",
    "the switch and a counter": f"SET pgtrigger.ignore = '{{{COUNTS}}}'; {RECOUNT}",
    "the switch in a block":
        f"DO $$ BEGIN SET LOCAL pgtrigger.ignore = '{{{STANDS}}}'; {REWORD}; END $$",
    "the switch and an entry":
        f"SET pgtrigger.ignore = '{{{guard('grants.LedgerEntry:append_only')}}}';"
        " UPDATE grants_ledgerentry SET amount = 5",
    "the switch and a history":
        f"SET pgtrigger.ignore = '{{{guard('courses.Program:update_update')}}}';"
        f" UPDATE {EVENT} SET name_en = 'x'",
    # Triggers as such.
    "replica": "SET session_replication_role = replica",
    "replica for the transaction": "SET LOCAL session_replication_role = replica",
    "replica by a function": "SELECT set_config('session_replication_role', 'replica', true)",
    "replica by the view": "UPDATE pg_settings SET setting = 'replica'"
        " WHERE name = 'session_replication_role'",
    "replica for the role": f"ALTER ROLE {APPLICATION} SET session_replication_role = replica",
    "all triggers off": "ALTER TABLE grants_ledgerentry DISABLE TRIGGER ALL",
    "our triggers off": "ALTER TABLE grants_ledgerseal DISABLE TRIGGER USER",
    "one trigger off": f"ALTER TABLE ivi_training_statuschange DISABLE TRIGGER {STANDS}",
    "a trigger for replicas":
        f"ALTER TABLE ivi_training_statuschange ENABLE REPLICA TRIGGER {STANDS}",
    "a trigger dropped": f"DROP TRIGGER {STANDS} ON ivi_training_statuschange",
    "a trigger renamed": f"ALTER TRIGGER {STANDS} ON ivi_training_statuschange RENAME TO gone",
    "a trigger described": f"COMMENT ON TRIGGER {STANDS} ON ivi_training_statuschange IS 'x'",
    "a trigger of one's own": "CREATE TRIGGER mine BEFORE UPDATE ON ivi_training_statuschange"
        " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "an event trigger": "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION"
        " suppress_redundant_updates_trigger()",
    "a rule instead": "CREATE RULE nothing AS ON UPDATE TO grants_ledgerseal DO INSTEAD NOTHING",
    "rows out of sight": "ALTER TABLE grants_ledgerentry ENABLE ROW LEVEL SECURITY",
    "a policy": "CREATE POLICY mine ON grants_ledgerentry",
    # Functions that triggers call.
    "the answer replaced": f"CREATE OR REPLACE FUNCTION {IGNORES}(trigger_name name) {ALWAYS}",
    "the answer dropped": f"DROP FUNCTION {IGNORES}(name) CASCADE",
    "the answer renamed": f"ALTER FUNCTION {IGNORES}(name) RENAME TO gone",
    "the answer taken over": f"ALTER FUNCTION {IGNORES}(name) OWNER TO {APPLICATION}",
    "the answer's settings": f"ALTER FUNCTION {IGNORES}(name) SET search_path = pg_temp",
    "a trigger's function replaced": f"CREATE OR REPLACE FUNCTION {STANDS}() RETURNS trigger"
        " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "an erasure that lets everything":
        "CREATE OR REPLACE FUNCTION erasure_lets(kind text, before jsonb, after jsonb,"
        f" columns text[]) {ALWAYS}",
    "a function in front of another": f"CREATE FUNCTION public.erasure_lets(text, jsonb) {ALWAYS}",
    "a function for the moment":
        f"CREATE FUNCTION pg_temp.erasure_lets(text, jsonb, jsonb, text[]) {ALWAYS}",
    "a function on another path":
        "SET search_path = pg_temp, public;"
        f" CREATE FUNCTION _pgtrigger_should_ignore(name) {ALWAYS}",
    "an operator in front": "CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = text,"
        " FUNCTION = nameeqtext)",
    "a cast": "CREATE CAST (text AS bigint) WITH INOUT",
    "a language": "CREATE LANGUAGE mine HANDLER plpgsql_call_handler",
    "an extension": "ALTER EXTENSION plpgsql UPDATE",
    # Tables in front of tables, and tables changed.
    "a table": "CREATE TABLE public.mine (id bigint)",
    "a table for the moment": "CREATE TEMPORARY TABLE ivi_training_erasure (user_id bigint)",
    "a table from a question": "SELECT 1 AS user_id INTO TEMPORARY ivi_training_erasure",
    "a view for the moment": "CREATE TEMPORARY VIEW ivi_training_erasure AS SELECT 1 AS user_id",
    "a sequence for the moment": "CREATE TEMPORARY SEQUENCE mine",
    "a schema": "CREATE SCHEMA mine",
    "a view": "CREATE VIEW public.mine AS SELECT 1",
    "a type": "CREATE TYPE public.mine AS (id bigint)",
    "a table that inherits": "CREATE TABLE mine () INHERITS (grants_ledgerentry)",
    "a table dropped": "DROP TABLE grants_ledgerseal CASCADE",
    "a table renamed": "ALTER TABLE grants_ledgerseal RENAME TO gone",
    "a table taken over": f"ALTER TABLE grants_ledgerseal OWNER TO {APPLICATION}",
    "a column more": "ALTER TABLE grants_ledgerentry ADD COLUMN mine text",
    "a column of another type": "ALTER TABLE grants_ledgerentry ALTER COLUMN amount TYPE text",
    "a constraint dropped": "ALTER TABLE grants_budgetline DROP CONSTRAINT grants_budgetline_pkey",
    "an index": "CREATE INDEX mine ON grants_ledgerentry (amount)",
    "a table locked": "LOCK TABLE grants_ledgerseal IN ACCESS EXCLUSIVE MODE",
    "the catalogue": f"UPDATE pg_trigger SET tgenabled = 'D' WHERE tgname = '{STANDS}'",
    "the catalogue of functions": "UPDATE pg_proc SET prosrc = 'BEGIN RETURN NEW; END'",
    "the catalogue opened": "SET allow_system_table_mods = on",
    # Becoming somebody else.
    "the owner's role": f"SET ROLE {OWNER}",
    "the owner's role for the transaction": f"SET LOCAL ROLE {OWNER}",
    "the owner's role by a function": f"SELECT set_config('role', '{OWNER}', false)",
    "the owner's session": f"SET SESSION AUTHORIZATION {OWNER}",
    "a superuser's role": "SET ROLE postgres",
    "a role given to oneself": f"GRANT {OWNER} TO {APPLICATION}",
    "a role that writes files": f"GRANT pg_write_server_files TO {APPLICATION}",
    "a right given to oneself": f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT ALL ON TABLES"
        f" TO {APPLICATION}",
    "a superuser of oneself": f"ALTER ROLE {APPLICATION} SUPERUSER",
    "a maker of roles of oneself": "ALTER ROLE CURRENT_USER CREATEROLE",
    "the owner's password": f"ALTER ROLE {OWNER} PASSWORD 'mine'",
    "a new role": "CREATE ROLE helper LOGIN",
    "settings of everybody": "ALTER ROLE ALL SET search_path = pg_temp",
    "passwords of roles": "SELECT rolpassword FROM pg_authid",
    # The machine beneath.
    "a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "a file written": "COPY (SELECT 1) TO '/tmp/mine'",
    "a file read into a table": "COPY grants_ledgerseal FROM '/etc/hostname'",
    "a file read": "SELECT pg_read_file('/etc/hostname')",
    "a folder read": "SELECT pg_ls_dir('/')",
    "a file as an object": "SELECT lo_import('/etc/hostname')",
    "a library": "LOAD '/tmp/mine.so'",
    "settings read again": "SELECT pg_reload_conf()",
    "a new segment": "SELECT pg_switch_wal()",
    "a server elsewhere": "CREATE FOREIGN DATA WRAPPER mine",
    "a publication of everything": "CREATE PUBLICATION mine FOR ALL TABLES",
    # Rows.
    "a seal rewritten by conflict":
        "INSERT INTO grants_ledgerseal SELECT * FROM grants_ledgerseal"
        " ON CONFLICT (id) DO UPDATE SET digest = 'x'",
    "a seal rewritten by merging":
        "MERGE INTO grants_ledgerseal s USING grants_ledgerseal o ON s.id = o.id"
        " WHEN MATCHED THEN DELETE",
    "entries deleted on the way":
        "WITH gone AS (DELETE FROM grants_ledgerentry RETURNING 1) SELECT count(*) FROM gone",
    "entries held for a change": "SELECT 1 FROM grants_ledgerentry FOR UPDATE",
    "a number again": "SELECT setval(pg_get_serial_sequence('grants_ledgerentry', 'id'), 1)",
    "numbers from the beginning": "ALTER TABLE grants_ledgerentry ALTER COLUMN id RESTART",
    "a status change reworded": REWORD,
    "a status change of another": "UPDATE ivi_training_statuschange SET after = 'closed'",
    "a counter": RECOUNT,
    "a counter from a block": f"DO $$ BEGIN {RECOUNT}; END $$",
    "a counter on no path":
        f"SET LOCAL search_path = ''; {RECOUNT.replace('UPDATE ', 'UPDATE public.')}",
    "a counter on another path": f"SET LOCAL search_path = information_schema, public; {RECOUNT}",
    "an event of history made up": f"INSERT INTO {EVENT} SELECT * FROM {EVENT}",
    "an event of history edited": f"UPDATE {EVENT} SET name_en = 'x'",
    "an event of history deleted": f"DELETE FROM {EVENT}",
    "who did it, edited": "UPDATE pghistory_context SET metadata = '{}'",
    "who did it, made up":
        "INSERT INTO pghistory_context SELECT gen_random_uuid(), now(), now(), '{}'",
    "who did it, said anew": f"SET LOCAL pghistory.context_id = '{PUBLIC_KEY}';"
        """ SET LOCAL pghistory.context_metadata = '{"user": 8}';"""
        " UPDATE courses_program SET name_en = 'Of somebody else'",
    "a permission for a role": "INSERT INTO auth_group_permissions (group_id, permission_id)"
        " SELECT g.id, p.id FROM auth_group g, auth_permission p",
    "a permission renamed": "UPDATE auth_permission SET codename = 'view_user'",
    "a role of the product": "INSERT INTO auth_group (name) VALUES ('emperor')",
    "a migration forgotten": "DELETE FROM django_migrations",
}  # fmt: skip

# What PostgreSQL does not do inside of a transaction.
OUTSIDE = {
    "settings of the server": "ALTER SYSTEM SET session_replication_role = 'replica'",
    "a database": "CREATE DATABASE mine",
    "a database dropped": "DROP DATABASE postgres",
    "settings of the database": "ALTER DATABASE postgres SET session_replication_role = 'replica'",
    "a tablespace": "CREATE TABLESPACE mine LOCATION '/tmp'",
    "a subscription": "CREATE SUBSCRIPTION mine CONNECTION '' PUBLICATION theirs",
}

OF_READER = {
    "a row": "INSERT INTO auth_group (name) VALUES ('emperor')",
    "a row after all": "SET default_transaction_read_only = off; INSERT INTO auth_group (name)"
        " VALUES ('emperor')",
    "a row in a transaction that writes": "BEGIN READ WRITE; DELETE FROM django_session",
    "a change": "SET default_transaction_read_only = off; UPDATE ivi_training_user SET email = 'x'",
    "rows deleted": "SET default_transaction_read_only = off; DELETE FROM grants_ledgerseal",
    "a table emptied": "SET default_transaction_read_only = off; TRUNCATE cache",
    "a table of one's own": "SET default_transaction_read_only = off; CREATE TABLE mine (id int)",
    "a table for the moment":
        "SET default_transaction_read_only = off; CREATE TEMPORARY TABLE mine (id int)",
    "a number used up": "SET default_transaction_read_only = off;"
        " SELECT nextval(pg_get_serial_sequence('grants_ledgerentry', 'id'))",
    "the owner": f"SET ROLE {OWNER}",
    "the application": f"SET ROLE {APPLICATION}",
    "a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "a file": "SELECT pg_read_file('/etc/hostname')",
    "a function replaced": "SET default_transaction_read_only = off;"
        f" CREATE OR REPLACE FUNCTION {IGNORES}(trigger_name name) {ALWAYS}",
}  # fmt: skip


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def code_of(step: Callable[[], None]) -> str | None:
    """How the database refuses, in its own code; None if it does not."""
    try:
        with transaction.atomic():
            step()
    except DatabaseError as error:
        return str(getattr(error.__cause__, "pgcode", ""))
    return None


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=list(CHEATS))
def test_application_is_refused(cheat: str):
    assert code_of(lambda: sql(cheat)) in REFUSED


def test_tables_keep_their_rows():
    """Whatever stands in them; one right more than declared, and one of these passes."""
    passed: list[tuple[str, str]] = []
    for table, given in rights.declared().items():
        with connection.cursor() as cursor:
            keys = connection.introspection.get_primary_key_columns(cursor, table)
        (key,) = keys
        tries = {
            "TRUNCATE": f'TRUNCATE "{table}" CASCADE',
            "UPDATE": f'UPDATE "{table}" SET "{key}" = "{key}"',
            "DELETE": f'DELETE FROM "{table}"',
        }
        # Of a row that is held, the key may be named: its trigger refuses.
        may_be = given.on_table | ({"UPDATE"} if key in given.columns else set())
        passed.extend(
            (table, right)
            for right in tries.keys() - may_be
            if code_of(partial(sql, tries[right])) != "42501"
        )
    assert passed == []


def test_what_is_refused_here_is_refused_for_want_of_a_right_alone():
    """The tries are sound: the same connection does what it may."""
    grant = Grant.objects.get()
    assert LedgerEntry.objects.count() > 1
    assert code_of(lambda: sql("UPDATE grants_budgetline SET code = 'B'")) is None
    assert code_of(lambda: tranche(grant, 100)) is None
    assert BudgetLine.objects.get(grant=grant).code == "B"


def log_in(role: str) -> Any:
    parameters = connection.get_connection_params() | {"user": role}
    made = psycopg2.connect(**{k: v for k, v in parameters.items() if k != "cursor_factory"})
    made.autocommit = True
    return closing(made)


@pytest.mark.parametrize("cheat", OUTSIDE.values(), ids=list(OUTSIDE))
def test_application_is_refused_outside_of_a_transaction(cheat: str):
    with (
        log_in(APPLICATION) as own,
        own.cursor() as cursor,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        cursor.execute(cheat)


@pytest.mark.parametrize("cheat", OF_READER.values(), ids=list(OF_READER))
def test_reader_is_refused(cheat: str):
    refusals = (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ReadOnlySqlTransaction)
    with log_in(READER) as own, own.cursor() as cursor, pytest.raises(refusals):
        cursor.execute(cheat)


def test_reader_reads():
    with log_in(READER) as own, own.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM grants_ledgerentry")
        assert cursor.fetchone() is not None


def test_there_are_ways_enough():
    assert len(CHEATS) + len(OUTSIDE) >= 60
