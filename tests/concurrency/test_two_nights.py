"""Two nightly clocks at once, and a hold while one runs: nothing twice, nobody overlooked."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.databases import as_owner
from tests.factories.accounts import UserFactory
from tests.factories.retention import ended, retention_rule
from tests.factories.trainees import submitted
from trainees.applying.models import Application
from trainees.portal.actions import withdrawals
from trainees.records.actions import retention
from trainees.records.models import DestroyedApplication, Destruction, RetentionRule

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PEOPLE = 4


def due(people: int = PEOPLE) -> tuple[RetentionRule, Application]:
    """A rule by which so many applications go."""
    first: Application | None = None
    for _person in range(people):
        one = submitted(*([first.call] if first else []))
        first = first or one
        withdrawals.withdraw(one, by=one.applicant.user)
    assert first is not None
    ended(*Application.objects.select_related("applicant"))
    return retention_rule(first.cohort.program, "not_selected"), first


def counted() -> int:
    return sum(Destruction.objects.values_list("application_count", flat=True))


def test_each_application_is_destroyed_and_counted_once(monkeypatch: pytest.MonkeyPatch):
    rule, _first = due()
    monkeypatch.setattr(retention, "STEP", 2)
    results = race(lambda _number: retention.destroy_due(rule), runners=2)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert counted() == DestroyedApplication.objects.count() == PEOPLE
    assert Destruction.objects.count() == 2


def test_without_the_locks_and_the_constraint_they_are_counted_twice(
    monkeypatch: pytest.MonkeyPatch,
):
    rule, _first = due()
    both_have_looked = threading.Barrier(2)
    files_of = retention.destructions.files_of

    def waits_for_the_other(*facts: Any) -> list[str]:
        both_have_looked.wait(timeout=60)
        return files_of(*facts)

    monkeypatch.setattr(retention.destructions, "files_of", waits_for_the_other)
    monkeypatch.setattr(retention, "_hold", lambda *_facts: None)
    guard = DestroyedApplication._meta.constraints[0]
    with as_owner(), connection.schema_editor() as editor:
        editor.remove_constraint(DestroyedApplication, guard)
    try:
        race(lambda _number: retention.destroy_due(rule), runners=2)
        assert counted() == 2 * PEOPLE
    finally:
        triggers_off("trainees_destroyedapplication")
        with as_owner():
            DestroyedApplication.objects.all()._raw_delete("default")
        triggers_on("trainees_destroyedapplication")
        with as_owner(), connection.schema_editor() as editor:
            editor.add_constraint(DestroyedApplication, guard)


def destroyed_while_held() -> bool:
    """Whether the clock destroys what somebody is holding back at this moment."""
    rule, application = due(1)
    by = UserFactory()
    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            retention.hold(application.applicant, reason="A claim", by=by)
            is_held.set()
            is_over.wait(timeout=3)  # in vain where the clock waits for us

    def run() -> None:
        is_held.wait(timeout=60)
        retention.destroy_due(rule)
        is_over.set()

    results = race(lambda number: (hold, run)[number](), runners=2)
    assert results == [None, None]
    return DestroyedApplication.objects.exists()


def test_clock_waits_for_a_hold_and_passes_the_person_over():
    assert not destroyed_while_held()


def test_without_the_trigger_the_hold_comes_too_late():
    triggers_off("trainees_retentionhold")
    try:
        assert destroyed_while_held()
    finally:
        triggers_on("trainees_retentionhold")
