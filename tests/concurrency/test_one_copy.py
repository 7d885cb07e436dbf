"""The button for a copy of one's data, pressed by many connections at once: one is made."""

import pytest
from django.db import connection

from ivi_training.accounts.models import DataExport
from tests.concurrency.conftest import race
from tests.databases import as_owner
from tests.factories.accounts import UserFactory
from trainees.records.actions import data_exports
from trainees.records.errors import ExportInTheMaking

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
GUARD = "dataexport_one_at_a_time"


def pressed_at_once() -> list[object]:
    user = UserFactory()
    return race(lambda _number: data_exports.ask(user) and None, runners=8)


def test_one_copy_is_in_the_making_and_the_others_are_told():
    results = pressed_at_once()
    assert DataExport.objects.count() == results.count(None) == 1
    assert sum(isinstance(result, ExportInTheMaking) for result in results) == 7


def test_without_the_constraint_there_are_several():
    guard = next(c for c in DataExport._meta.constraints if c.name == GUARD)
    with as_owner(), connection.schema_editor() as editor:
        editor.remove_constraint(DataExport, guard)
    try:
        pressed_at_once()
        assert DataExport.objects.count() == 8
    finally:
        DataExport.objects.all()._raw_delete("default")
        with as_owner(), connection.schema_editor() as editor:
            editor.add_constraint(DataExport, guard)
