"""The last place of a later cohort, wanted by two deferrals at once: one gets it."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from courses.programs.actions import programs
from courses.programs.models import Program
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import later_cohort, offered, quota
from trainees.joining.actions import deferrals, offers
from trainees.joining.models import Enrolment, Offer
from trainees.office.reports import invariants
from trainees.places.actions import places
from trainees.places.errors import QuotaFull
from trainees.places.models import Place, Quota

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TABLES = ["trainees_place", "trainees_offer", "trainees_enrolment", "trainees_application"]


def two_defer() -> list[Any]:
    cohort = CohortFactory()
    later = later_cohort(cohort)
    quota(later, 1, "Autumn seats", cohort=later)
    call, officer = open_call(cohort), UserFactory()
    made = [offered(call), offered(call)]
    for offer in made:
        offers.accept(offer, by=offer.application.applicant.user)
    return race(
        lambda n: deferrals.defer(made[n], later, by=officer, reason="Ill"), runners=len(made)
    )


@pytest.fixture
def without_guard(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[None]:
    """Both count before either takes, nobody locks, and the database looks away."""
    both_have_counted = threading.Barrier(2)

    def count_wait_and_write(applications: Any) -> list[Place]:
        cohort = applications[0].cohort
        taken = Place.objects.live().filter(cohort=cohort).count()
        if cohort.starts_on.year == LATER_YEAR:
            assert taken < Quota.objects.get().ceiling
            both_have_counted.wait(timeout=60)
        return Place.objects.bulk_create(
            Place(application=a, applicant_id=a.applicant_id, **places.facts(a))
            for a in applications
        )

    monkeypatch.setattr(places, "take", count_wait_and_write)
    monkeypatch.setattr(programs, "lock", lambda pk: Program.objects.get(pk=pk))
    for table in TABLES:
        triggers_off(table)
    yield
    for table in TABLES:
        triggers_on(table)


LATER_YEAR = 2031  # half a year after the cohorts of the factories


@pytest.mark.usefixtures("without_guard")
def test_last_later_place_is_taken_twice_without_the_guard():
    assert [r for r in two_defer() if isinstance(r, Exception)] == []
    assert Place.objects.live().filter(cohort__starts_on__year=LATER_YEAR).count() == 2


def test_last_later_place_goes_to_one_and_the_other_keeps_the_first():
    refused = [r for r in two_defer() if isinstance(r, Exception)]
    assert [type(error) for error in refused] == [QuotaFull]
    assert Quota.objects.get().used == 1
    assert Offer.objects.filter(status="deferred").count() == 1
    live = Enrolment.objects.filter(status="confirmed").order_by("cohort__starts_on")
    assert [e.cohort.starts_on.year for e in live] == [2030, LATER_YEAR]
    assert list(invariants.differences()) == []
