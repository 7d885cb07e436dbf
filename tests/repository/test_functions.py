"""A function of the database has one living source; what the database runs is what stands there."""

from pathlib import Path

import pgtrigger
import pytest
from django.conf import settings
from django.db import connection

from tests.databases import as_owner
from tests.repository.world import APPS

ROOT = Path(settings.BASE_DIR)
SOURCES = {path.stem: path for app in APPS for path in (ROOT / app).rglob("functions/*.sql")}
# Functions, and views by their text: all that is ours and no trigger's.
RUNNING = """
    SELECT proname, pg_get_functiondef(p.oid) FROM pg_proc p
     WHERE pronamespace = current_schema()::regnamespace AND proname !~ '^(pgtrigger_|_pgh_)'
    UNION ALL
    SELECT viewname, definition FROM pg_views WHERE schemaname = current_schema()
"""

pytestmark = pytest.mark.django_db


def running() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(RUNNING)
        return dict(cursor.fetchall())


def test_every_function_has_one_source():
    assert set(running()) == set(SOURCES)


def test_what_runs_is_what_the_source_says():
    before = running()
    with as_owner(), connection.cursor() as cursor:
        for path in SOURCES.values():
            cursor.execute(path.read_text("utf-8").replace("%", "%%"), [])
    assert running() == before


def test_each_trigger_runs_the_text_of_its_model():
    """Not the digest beside it, which pgtrigger compares: the body itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'pgtrigger%'")
        bodies = dict(cursor.fetchall())
    for model, trigger in pgtrigger.registered():
        pgid = trigger.get_pgid(model)
        installs = str(trigger.compile(model).install_sql)
        body = installs.partition(f"FUNCTION {pgid}()")[2].split("$$", 2)[1]
        assert bodies.pop(pgid) == body, f"{model._meta.label}:{trigger.name}"
    assert bodies == {}


def test_no_function_stands_in_two_places():
    bodies = [path.read_text("utf-8").partition("$$")[2] for path in SOURCES.values()]
    code = "".join(p.read_text("utf-8") for app in APPS for p in (ROOT / app).rglob("*.py"))
    assert [body for body in bodies if body and body in code] == []
