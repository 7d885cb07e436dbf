"""Two accounts are merged while one of them gets a place where the other has one, or accepts."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests.concurrency.conftest import race
from tests.databases import as_owner
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import ApplicantFactory, eligible, offered
from trainees.applying.models import Application
from trainees.joining.actions import offers
from trainees.joining.models import Enrolment
from trainees.office.reports import invariants
from trainees.people.models import Applicant, PersonMerge
from trainees.places.actions import places
from trainees.places.models import Place
from trainees.records.actions import people_merges
from trainees.records.errors import PeopleApart

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Actions that hold and ask nothing: only the database is left."""

    def write(applications: list[Application]) -> list[Place]:
        return Place.objects.bulk_create(
            Place(application=a, applicant_id=a.applicant_id, **places.facts(a))
            for a in applications
        )

    def insert(goes: Applicant, stays: Applicant, **_facts: Any) -> PersonMerge:
        return PersonMerge.objects.create(
            goes=goes, applicant=stays, reason="One", by=UserFactory()
        )

    monkeypatch.setattr(places, "take", write)
    monkeypatch.setattr(people_merges, "merge", insert)


@pytest.fixture
def without_guard(transactional_db: None) -> Iterator[None]:
    """One live place for each person and cohort is not asked for."""
    (kept,) = (c for c in Place._meta.constraints if c.name == "place_one_live_per_person")
    with as_owner(), connection.schema_editor() as editor:
        editor.remove_constraint(Place, kept)
    yield
    with as_owner(), connection.schema_editor() as editor:
        editor.execute("TRUNCATE trainees_place CASCADE")
        editor.add_constraint(Place, kept)


def merge(goes: Applicant, stays: Applicant) -> PersonMerge:
    return people_merges.merge(goes, stays, right={}, reason="One", by=UserFactory())


def place_while_merging() -> tuple[list[Any], Applicant]:
    """One account takes a place, not yet committed, as it is merged into one that has another."""
    cohort = CohortFactory()
    stays = offered(open_call(cohort)).application.applicant
    application = eligible(open_call(cohort))
    taken, merged = threading.Event(), threading.Event()

    def step(number: int) -> Any:
        if number:
            assert taken.wait(timeout=60)
            try:
                return merge(application.applicant, stays)
            finally:
                merged.set()
        with transaction.atomic():
            made = places.take([application])
            taken.set()
            merged.wait(timeout=3)  # for ever, where the merge waits for this place
            return made

    return race(step, runners=2), stays


@pytest.mark.usefixtures("forgetful", "without_guard")
def test_person_holds_two_places_in_one_cohort_without_the_guard():
    (_taken, merged), stays = place_while_merging()
    assert isinstance(merged, PersonMerge)
    assert Place.objects.live().filter(application__applicant=stays).count() == 2


@pytest.mark.usefixtures("forgetful")
def test_database_refuses_the_merge_when_the_actions_forget():
    (taken, merged), stays = place_while_merging()
    assert (len(taken), isinstance(merged, Exception)) == (1, True)
    assert Place.objects.live().filter(application__applicant=stays).count() == 1


def test_merge_waits_for_the_place_and_says_what_stands_in_the_way():
    (taken, merged), stays = place_while_merging()
    assert (len(taken), type(merged)) == (1, PeopleApart)
    assert Place.objects.live().filter(application__applicant=stays).count() == 1


def test_acceptance_at_the_moment_of_a_merge_is_the_persons():
    offer, stays = offered(open_call()), ApplicantFactory()
    goes = offer.application.applicant

    def step(number: int) -> Any:
        return merge(goes, stays) if number else offers.accept(offer, by=goes.user)

    results = race(step, runners=2)
    assert [type(result) for result in results] == [Enrolment, PersonMerge]
    enrolment = Enrolment.objects.get()
    assert enrolment.application.applicant == stays
    assert Place.objects.get().applicant == stays
    assert list(invariants.differences()) == []
