"""The place that frees is wanted twice: by the waiting list and by an officer; one gets it."""

from typing import Any

import pytest

from courses.cohorts.models import Cohort
from courses.programs.actions import programs
from courses.programs.models import Program
from ivi_training.guards.errors import RuleBroken
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import offered, quota, staged, waiting
from trainees.joining.actions import offers
from trainees.joining.models import Offer
from trainees.office.reports import invariants
from trainees.places.models import Place, Quota, Vacancy
from trainees.selecting.actions import decisions, promotions
from trainees.selecting.models import Promotion

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def freed_place() -> Cohort:
    """One place that has just freed, three who wait for it, and a selection to be published."""
    cohort = CohortFactory(promotion="automatic")
    quota(cohort, 1)
    call = open_call(cohort)
    offer = offered(call)
    for _person in range(3):
        waiting(call)
    staged(call)
    offers.decline(offer, by=UserFactory())
    return cohort


def fill_at_once(cohort: Cohort) -> list[Any]:
    """Several workers promote, several officers publish."""
    by = UserFactory()
    steps = [
        lambda: promotions.run(cohort.program_id), lambda: decisions.publish(cohort, by=by),
    ]  # fmt: skip
    return race(lambda n: steps[n % 2](), runners=12)


def test_freed_place_is_given_twice_without_the_guard(monkeypatch: pytest.MonkeyPatch):
    """Nobody waits for anybody, and the database does not count."""
    cohort = freed_place()
    monkeypatch.setattr(programs, "lock", lambda pk: Program.objects.get(pk=pk))
    triggers_off("trainees_place")
    try:
        fill_at_once(cohort)
    finally:
        triggers_on("trainees_place")
    assert Place.objects.live().count() > 1


def test_freed_place_goes_to_one():
    results = fill_at_once(freed_place())
    assert all(isinstance(r, list | RuleBroken) for r in results)
    assert (Place.objects.live().count(), Quota.objects.get().used) == (1, 1)
    assert Offer.objects.filter(status="sent").count() == 1
    assert Promotion.objects.count() <= 1
    assert not Vacancy.objects.open().exists() or Promotion.objects.count() == 0
    promotions.run(Quota.objects.get().program_id)
    assert not list(invariants.differences())


def test_proposal_is_decided_once_by_several_people():
    cohort = CohortFactory()
    quota(cohort, 1)
    call = open_call(cohort)
    offer = offered(call)
    waiting(call)
    offers.decline(offer, by=UserFactory())
    (made,) = promotions.run(cohort.program_id)
    related = Promotion.objects.select_related(
        "entry__application__applicant__user", "entry__application__call",
        "entry__application__cohort", "cohort__program", "vacancy",
    )  # fmt: skip
    copies, by = [related.get(pk=made.pk) for _runner in range(12)], UserFactory()
    steps = [
        lambda p: promotions.approve(p, by=by), lambda p: promotions.skip(p, by=by, reason="No"),
    ]  # fmt: skip
    race(lambda n: steps[n % 2](copies[n]), runners=12)
    made.refresh_from_db()
    assert made.changes().count() == 1
    assert Place.objects.live().count() == (made.status == "offered")
    assert not list(invariants.differences())
