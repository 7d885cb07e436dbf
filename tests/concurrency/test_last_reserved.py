"""A place offered while a ceiling is lowered or a floor moves: never more than fit together."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from courses.programs.actions import programs
from courses.programs.models import Program
from ivi_training.accounts.models import User
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.databases import as_owner
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import eligible, quota
from trainees.applying.models import Application
from trainees.places.actions import floors, places, quotas
from trainees.places.errors import CeilingTooLow, FloorNotKept, PlacesReserved, QuotaFull
from trainees.places.models import FloorAct, Place, Quota

really_take = places.take

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def by(db: None) -> User:
    return UserFactory()


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[None]:
    """Everybody has looked before anybody writes, nobody locks, the database only stores."""
    looked, plan = threading.Barrier(2), quotas.preview

    def then_wait(ask: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: Any, **kwargs: Any) -> Any:
            found = ask(*args, **kwargs)
            looked.wait(timeout=60)
            return found

        return asked

    def wait_then_take(applications: list[Application]) -> list[Place]:
        looked.wait(timeout=60)
        return really_take(applications)

    monkeypatch.setattr(places, "take", wait_then_take)
    monkeypatch.setattr(quotas, "preview", then_wait(plan))
    monkeypatch.setattr(floors.revisions, "preview", then_wait(plan))
    monkeypatch.setattr(programs, "lock", lambda pk: Program.objects.get(pk=pk))
    tables = ["trainees_place", "trainees_quota", "trainees_flooract"]
    for table in tables:
        triggers_off(table)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trainees_quota DROP CONSTRAINT quota_never_oversubscribed")
    yield
    for table in tables:
        triggers_on(table)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE trainees_quota CASCADE")
        cursor.execute(
            "ALTER TABLE trainees_quota ADD CONSTRAINT quota_never_oversubscribed "
            "CHECK (used <= ceiling)"
        )


def take(applications: list[Application]) -> list[Place]:
    with transaction.atomic():
        return places.take(applications)


def lower_against_an_offer(by: User) -> list[Any]:
    """The one free place of two is taken while the ceiling goes from two to one."""
    cohort = CohortFactory()
    total = quota(cohort, 2)
    call = open_call(cohort)
    take([eligible(call)])
    wanted = eligible(call)

    def step(number: int) -> Any:
        return take([wanted]) if number else lower(total, by)

    return race(step, runners=2)


def lower(total: Quota, by: User) -> Any:
    terms: dict[str, Any] = {"effective_on": date(2022, 6, 15), "reason": "Less", "reference": ""}
    return quotas.revise(total.program, {total: 1}, by=by, **terms)


def take_back_against_an_offer(by: User) -> list[Any]:
    """The last place goes to a man while the share of women is taken back."""
    cohort = CohortFactory()
    quota(cohort, 1)
    women = quota(cohort, 1, "Women", gender="female", floor=1)
    floors.release(women, reason="Why", reference="", by=by)
    wanted = eligible(open_call(cohort), applicant__gender="male")

    def step(number: int) -> Any:
        if number:
            return take([wanted])
        return floors.reinstate(women, reason="Why", reference="", by=by)

    return race(step, runners=2)


def release_against_an_offer(by: User) -> tuple[list[Any], Application]:
    """The last place, reserved for women, is asked for by a man while it is released."""
    cohort = CohortFactory()
    quota(cohort, 1)
    women = quota(cohort, 1, "Women", gender="female", floor=1)
    wanted = eligible(open_call(cohort), applicant__gender="male")

    def step(number: int) -> Any:
        if number:
            return take([wanted])
        return floors.release(women, reason="Why", reference="", by=by)

    return race(step, runners=2), wanted


def refusals(results: list[Any]) -> list[type]:
    return [type(result) for result in results if isinstance(result, Exception)]


@pytest.mark.usefixtures("unguarded")
def test_ceiling_is_lowered_under_an_offer_without_the_guard(by: User):
    """Triggers off, nothing counts either: the places themselves are counted."""
    cohort = CohortFactory()
    total = quota(cohort, 1)
    wanted = eligible(open_call(cohort))

    def step(number: int) -> Any:
        if number:
            return take([wanted])
        terms: dict[str, Any] = {"effective_on": date(2022, 6, 15), "reason": "", "reference": ""}
        return quotas.revise(total.program, {total: 0}, by=by, **terms)

    assert refusals(race(step, runners=2)) == []
    total.refresh_from_db()
    assert Place.objects.live().count() == 1 > total.ceiling


def test_ceiling_is_lowered_or_the_offer_made_never_both(by: User):
    for _time in range(5):
        results = lower_against_an_offer(by)
        assert refusals(results) in ([CeilingTooLow], [QuotaFull])
        total = Quota.objects.latest("pk")
        assert total.used <= total.ceiling


@pytest.mark.usefixtures("unguarded")
def test_floor_is_taken_back_under_an_offer_without_the_guard(by: User):
    cohort = CohortFactory()
    quota(cohort, 1)
    women = quota(cohort, 1, "Women", gender="female", floor=1)
    Quota.objects.filter(pk=women.pk).update(floor_released_at="2022-06-01T00:00Z")
    wanted = eligible(open_call(cohort), applicant__gender="male")

    def step(number: int) -> Any:
        if number:
            return take([wanted])
        return floors.reinstate(women, reason="Why", reference="", by=by)

    assert refusals(race(step, runners=2)) == []
    assert Place.objects.live().count() == 1


def test_floor_is_taken_back_or_the_offer_made_never_both(by: User):
    for _time in range(5):
        assert refusals(take_back_against_an_offer(by)) in ([FloorNotKept], [PlacesReserved])


@pytest.mark.usefixtures("unguarded")
def test_reserved_place_is_gone_before_its_release_without_the_guard(
    by: User, monkeypatch: pytest.MonkeyPatch
):
    """Nobody asks whether the place is kept for others, and the database does not either."""
    monkeypatch.setattr(places, "take", really_take)
    cohort, taken = CohortFactory(), threading.Event()
    quota(cohort, 1)
    women = quota(cohort, 1, "Women", gender="female", floor=1)
    wanted = eligible(open_call(cohort), applicant__gender="male")

    def step(number: int) -> Any:
        if number:
            made = take([wanted])
            taken.set()
            return made
        taken.wait(timeout=60)
        return floors.release(women, reason="Why", reference="", by=by)

    assert refusals(race(step, runners=2)) == []
    assert Place.objects.get().taken_at < FloorAct.objects.get().made_at


def test_released_place_is_had_by_whoever_comes_after_the_release(by: User):
    for _time in range(5):
        results, wanted = release_against_an_offer(by)
        assert refusals(results) in ([], [PlacesReserved])
        if refusals(results):
            assert take([wanted])
        assert Place.objects.latest("pk").taken_at > FloorAct.objects.latest("pk").made_at
