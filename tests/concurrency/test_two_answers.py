"""An offer is accepted while it expires or is taken back: with the guards off both are done."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError

from ivi_training.guards import lifecycle
from ivi_training.guards.errors import RuleBroken
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import offered, quota
from trainees.joining.actions import offers
from trainees.joining.models import Enrolment, Offer
from trainees.office.reports import invariants
from trainees.places.models import Place

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
Other = Callable[[Offer], Any]
TABLES = ("trainees_offer", "trainees_enrolment", "trainees_place")


@pytest.fixture
def offer(transactional_db: None) -> Offer:
    cohort = CohortFactory()
    quota(cohort, 5)
    return offered(open_call(cohort))


def rescind(offer: Offer) -> None:
    offers.rescind(offer, by=offer.application.applicant.user, reason="Mistake")


def both_at_once(offer: Offer, other: Other) -> list[Any]:
    """Accepted a second before the deadline; the other step begins when that has been looked at."""
    looked, ask = threading.Event(), offers._refuse_unless_open
    before = offer.respond_by - timedelta(seconds=1)

    def ask_then_tell(offer: Offer) -> None:
        ask(offer)
        looked.set()

    related = "application__applicant__user", "application__cohort", "place", "commitment"
    first, second = (Offer.objects.select_related(*related).get(pk=offer.pk) for _ in "ab")
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(before) as clock:
        patch.setattr(offers, "_refuse_unless_open", ask_then_tell)

        def step(number: int) -> Any:
            if number == 0:
                return offers.accept(first, by=first.application.applicant.user)
            looked.wait(timeout=60)
            clock.shift(timedelta(seconds=2))
            return other(second)

        return race(step, runners=2)


def outcome() -> tuple[bool, int]:
    """Whether somebody is enrolled, and how many places are held."""
    return Enrolment.objects.exists(), Place.objects.live().count()


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody locks, nobody compares the status, and both have looked before either writes."""
    both_have_looked = threading.Barrier(2)

    def save(model: Any, things: list[Any], to: str, facts: Any) -> None:
        if model is Offer:
            both_have_looked.wait(timeout=60)
        model.objects.filter(pk__in=[thing.pk for thing in things]).update(status=to, **facts)

    monkeypatch.setattr(offers, "lock", lambda _offer: None)
    monkeypatch.setattr(lifecycle, "_compare_and_set", save)


@pytest.fixture
def without_triggers(transactional_db: None) -> Iterator[None]:
    for table in TABLES:
        triggers_off(table)
    yield
    for table in TABLES:
        triggers_on(table)


@pytest.mark.usefixtures("offer", "forgetful", "without_triggers")
@pytest.mark.parametrize("other", [offers.expire, rescind])
def test_person_is_enrolled_without_a_place_without_the_guards(offer: Offer, other: Other):
    results = both_at_once(offer, other)
    assert (type(results[0]), results[1]) == (Enrolment, None)
    assert outcome() == (True, 0)


@pytest.mark.usefixtures("offer", "forgetful")
@pytest.mark.parametrize("other", [offers.expire, rescind])
def test_database_keeps_one_of_the_two_when_the_actions_forget(offer: Offer, other: Other):
    results = both_at_once(offer, other)
    assert sum(isinstance(result, DatabaseError) for result in results) == 1
    assert outcome() in ((True, 1), (False, 0))
    assert not list(invariants.differences())


@pytest.mark.parametrize("other", [offers.expire, rescind])
def test_offer_ends_one_way_and_its_place_with_it(offer: Offer, other: Other):
    results = both_at_once(offer, other)
    assert all(isinstance(r, RuleBroken | Enrolment) for r in results if r is not None)
    status = Offer.objects.get().status
    assert status in {"accepted", "expired", "rescinded"}
    assert Enrolment.objects.filter(status="confirmed").exists() == (status == "accepted")
    assert Place.objects.live().count() == (status == "accepted")
    assert not list(invariants.differences())
