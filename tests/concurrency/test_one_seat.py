"""One person who applied to one cohort by several calls: all are offered at once, one seat is."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from courses.programs.actions import programs
from courses.programs.models import Program
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.databases import as_owner
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import ApplicantFactory, eligible
from trainees.places.actions import places
from trainees.places.errors import PlaceRefused, SeatHeld
from trainees.places.models import Place

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CALLS = 12


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that locks nothing and explains nothing: only the database is left."""
    monkeypatch.setattr(programs, "lock", lambda pk: Program.objects.get(pk=pk))
    monkeypatch.setattr(places, "_explain", lambda *_args: None)


@pytest.fixture
def without_constraint(transactional_db: None) -> Iterator[None]:
    (kept,) = (c for c in Place._meta.constraints if c.name == "place_one_live_per_person")
    with as_owner(), connection.schema_editor() as editor:
        editor.remove_constraint(Place, kept)
    triggers_off("trainees_place")
    yield
    triggers_on("trainees_place")
    with as_owner(), connection.schema_editor() as editor:
        editor.execute("TRUNCATE trainees_place CASCADE")
        editor.add_constraint(Place, kept)


def take_at_once() -> Counter[type]:
    """How the takings end, one for each call of a cohort."""
    cohort, person = CohortFactory(), ApplicantFactory()
    wanted: list[Any] = [eligible(open_call(cohort), applicant=person) for _call in range(CALLS)]

    def step(number: int) -> list[Place]:
        with transaction.atomic():
            return places.take([wanted[number]])

    return Counter(type(result) for result in race(step, runners=CALLS))


@pytest.mark.usefixtures("without_constraint", "forgetful")
def test_person_sits_many_times_in_one_cohort_without_the_guards():
    assert take_at_once() == {list: CALLS}
    assert Place.objects.live().count() == CALLS


@pytest.mark.usefixtures("forgetful")
def test_database_keeps_one_seat_when_the_action_forgets():
    assert take_at_once() == {list: 1, PlaceRefused: CALLS - 1}
    assert Place.objects.live().count() == 1


def test_person_gets_one_seat_and_is_told_of_it():
    assert take_at_once() == {list: 1, SeatHeld: CALLS - 1}
    assert Place.objects.live().count() == 1
