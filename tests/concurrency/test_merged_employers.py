"""Two employers are merged while people of theirs apply and are offered places."""

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from courses.cohorts.models import Cohort
from courses.organisations.actions import organisations
from courses.organisations.models import Organisation, OrganisationMerge
from courses.programs.actions import programs
from courses.programs.models import Program
from ivi_training.guards.errors import RuleBroken
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import OrganisationFactory, draft, eligible, offered, rule
from trainees.applying.models import Application
from trainees.office.reports import invariants
from trainees.places.actions import places
from trainees.places.models import Place
from trainees.records.actions import organisation_merges
from trainees.screening.actions import submissions

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Actions that hold no program: only the database is left."""
    monkeypatch.setattr(programs, "lock", lambda pk: Program.objects.get(pk=pk))
    monkeypatch.setattr(programs, "lock_all", lambda _pks: None)


@pytest.fixture
def without_triggers(transactional_db: None) -> Iterator[None]:
    tables = ["trainees_application", "trainees_place"]
    for table in tables:
        triggers_off(table)
    yield
    for table in tables:
        triggers_on(table)


def submit_while_merging(monkeypatch: pytest.MonkeyPatch) -> Application:
    """The employer is found, then merged by somebody else, then written into the application."""
    application = draft(open_call(), employer_name="Nanogen")
    goes, stays = OrganisationFactory(name="Nanogen"), OrganisationFactory()
    found, merged = threading.Event(), threading.Event()
    of_employer = organisations.of_employer

    def slow(*employer: Any) -> Organisation:
        known = of_employer(*employer)
        found.set()
        assert merged.wait(timeout=60)
        return known

    monkeypatch.setattr(organisations, "of_employer", slow)

    def step(number: int) -> None:
        if number:
            submissions.submit(application, by=application.applicant.user)
            return
        assert found.wait(timeout=60)
        organisation_merges.merge(goes, stays, reason="One", by=UserFactory())
        merged.set()

    assert race(step, runners=2) == [None, None]
    return Application.objects.get()


@pytest.mark.usefixtures("forgetful", "without_triggers")
def test_application_is_left_with_the_merged_one_without_the_guard(
    monkeypatch: pytest.MonkeyPatch,
):
    assert submit_while_merging(monkeypatch).organisation.merged_into is not None


@pytest.mark.usefixtures("forgetful")
def test_application_goes_to_the_one_that_stays(monkeypatch: pytest.MonkeyPatch):
    assert submit_while_merging(monkeypatch).organisation.merged_into is None
    assert list(invariants.differences()) == []


def offer_while_merging() -> Counter[str]:
    """A limit of two for each employer; one place at each, and one more is offered at the first."""
    cohort: Cohort = CohortFactory()
    call = open_call(cohort)
    rule(cohort, "organisation", ceiling=2)
    first = offered(call, employer_name="Nanogen").place
    second = offered(call, employer_name="Vabiotech").place
    third = eligible(call, employer_name="Nanogen")
    boss = UserFactory()

    def step(number: int) -> Any:
        if number:
            with transaction.atomic():
                return places.take([third])
        return organisation_merges.merge(
            first.organisation, second.organisation, reason="1", by=boss
        )

    results = race(step, runners=2)
    return Counter("refused" if isinstance(r, RuleBroken) else "done" for r in results)


@pytest.mark.usefixtures("forgetful", "without_triggers")
def test_employer_holds_more_than_its_limit_without_the_guard():
    assert offer_while_merging() == {"done": 2}
    assert OrganisationMerge.objects.exists()
    assert Place.objects.live().count() == 3


def test_either_the_merge_or_the_place_is_refused():
    assert offer_while_merging() == {"done": 1, "refused": 1}
    found = {difference.invariant for difference in invariants.differences()}
    assert found <= {"place.offer"}  # taken here without an offer


def test_many_submit_while_their_employers_are_merged():
    call = open_call()
    drafts = [draft(call, employer_name=f"Nanogen {number % 3}") for number in range(9)]
    goes, stays = OrganisationFactory(name="Nanogen 0"), OrganisationFactory(name="Nanogen 1")
    boss = UserFactory()

    def step(number: int) -> None:
        if number == len(drafts):
            organisation_merges.merge(goes, stays, reason="One", by=boss)
        else:
            submissions.submit(drafts[number], by=drafts[number].applicant.user)

    assert set(race(step, runners=10)) == {None}
    assert not Application.objects.filter(organisation=goes).exists()
    assert list(invariants.differences()) == []
