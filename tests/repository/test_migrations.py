"""Migrations can be taken back, all of them, and applied again; they know nothing of our code."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.databases import as_owner
from tests.repository.world import APPS

ROOT = Path(settings.BASE_DIR)


def tables() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.table_names(cursor)
    return {table for table in found if table.startswith(APPS)}


def triggers() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        return set(cursor.fetchall())


@pytest.mark.django_db
def test_every_migration_can_be_taken_back_and_applied_again():
    """PostgreSQL changes tables in a transaction: the test's own undoes it all."""
    before = tables(), triggers()
    with as_owner():
        executor = MigrationExecutor(connection)
        executor.migrate([(app, None) for app in APPS])
        assert (tables(), triggers()) == (set(), set())
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert (tables(), triggers()) == before


def test_migrations_are_linear(db: None):
    graph = MigrationExecutor(connection).loader.graph
    assert [app for app in APPS if len(graph.leaf_nodes(app)) != 1] == []


def test_migrations_import_nothing_of_ours():
    """The code of today must not change what was done to data yesterday."""
    # Names that the state of a field needs: where a file goes, what is filled in at first.
    allowed = {
        "ivi_training.files.models.stored_file",
        "ivi_training.accounts.models.erasure",
        "ivi_training.database.operations",  # frozen, as its docstring says
    }
    imported = {
        (str(path.relative_to(ROOT)), module)
        for app in APPS
        for path in (ROOT / app / "migrations").glob("0*.py")
        for module in re.findall(r"^(?:import|from) (\S+)", path.read_text("utf-8"), re.MULTILINE)
        if module.startswith(APPS) and module not in allowed
    }
    assert imported == set()
