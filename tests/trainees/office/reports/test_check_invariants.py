"""The command that recounts everything; it commits, so it has a module of its own."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from tests.databases import as_owner
from tests.factories.counted import one_of_each_counted


@pytest.mark.django_db(transaction=True)
def test_command_exits_1_and_names_each_difference(capsys: pytest.CaptureFixture[str]):
    one_of_each_counted()
    call_command("check_invariants")
    assert "0 differences" in capsys.readouterr().out
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trainees_quota DISABLE TRIGGER USER")
        cursor.execute("UPDATE trainees_quota SET used = 3 WHERE gender = '' AND rule_id IS NULL")
        cursor.execute("ALTER TABLE trainees_quota ENABLE TRIGGER USER")
    with pytest.raises(SystemExit, match="1"):
        call_command("check_invariants", format="json")
    report = json.loads(capsys.readouterr().out)
    with pytest.raises(SystemExit, match="1"):
        call_command("check_invariants")
    assert "says 3, counted 1\n" in capsys.readouterr().out
    (difference,) = report["differences"]
    assert (difference["invariant"], difference["kept"], difference["counted"]) == (
        "quota.used", 3, 1,
    )  # fmt: skip
