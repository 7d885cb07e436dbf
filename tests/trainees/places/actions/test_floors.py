"""Reserved shares: no place outside a group eats into it, and how floors combine."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import eligible, quota
from trainees.applying.models import Application
from trainees.places.actions import floors, places, quotas
from trainees.places.errors import FloorNotKept, PlacesReserved
from trainees.places.models import FloorAct, Place, Quota

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def call(cohort: Cohort) -> Call:
    return open_call(cohort)


@pytest.fixture
def admin() -> User:
    return UserFactory()


@pytest.fixture
def person(call: Call) -> Callable[..., Application]:
    """One more eligible person: a man of Kenya unless said otherwise."""

    def make(gender: str = "male", country: str = "KE") -> Application:
        return eligible(call, applicant__gender=gender, applicant__nationality=country)

    return make


Person = Callable[..., Application]


def by_hand(application: Application) -> None:
    """Take a place past the action: what the database says by itself."""
    with transaction.atomic():
        person = application.applicant
        Place.objects.create(application=application, applicant=person, **places.facts(application))


def stopped(application: Application) -> list[str]:
    program_id = application.cohort.program_id
    return [str(o) for o in places.obstacles(program_id, [application])[application.pk]]


def test_last_places_are_kept_for_those_they_are_reserved_for(cohort: Cohort, person: Person):
    quota(cohort, 3)
    quota(cohort, 3, "Women", gender="female", floor=2)
    places.take([person()])
    man, woman = person(), person("female")
    assert stopped(man) == ["Total: 1 of 3 places are taken and 2 are reserved for Women."]
    with pytest.raises(PlacesReserved, match="taken, 1 more would be needed, and 2 must stay"):
        places.take([man])
    with pytest.raises(IntegrityError, match='reserved in quota "Total": 2 of 3 taken and 2'):
        by_hand(man)
    assert stopped(woman) == []
    places.take([woman, person("female")])
    assert Place.objects.count() == 3


def test_place_that_meets_the_floor_and_one_outside_fit_together(cohort: Cohort, person: Person):
    quota(cohort, 3)
    quota(cohort, 3, "Women", gender="female", floor=2)
    with pytest.raises(PlacesReserved):
        places.take([person(), person(), person("female")])
    places.take([person(), person("female"), person("female")])
    assert Place.objects.count() == 3


def test_floors_on_the_same_facts_add_up(cohort: Cohort, person: Person):
    quota(cohort, 3)
    quota(cohort, 3, "Kenya", country="KE", floor=1)
    quota(cohort, 3, "Vietnam", country="VN", floor=1)
    places.take([person(country="UG")])
    second = person(country="UG")
    assert stopped(second) == [
        "Total: 1 of 3 places are taken and 2 are reserved for Kenya, Vietnam."
    ]
    with pytest.raises(IntegrityError):
        by_hand(second)


def test_of_floors_on_different_facts_the_largest_counts(cohort: Cohort, person: Person):
    """A woman of Kenya meets both: never more than the larger share is kept."""
    quota(cohort, 3)
    quota(cohort, 3, "Kenya", country="KE", floor=1)
    quota(cohort, 3, "Women", gender="female", floor=2)
    places.take([person(country="UG")])
    with pytest.raises(IntegrityError):
        by_hand(person(country="UG"))
    by_hand(person("female", "KE"))
    by_hand(person("female", "VN"))
    assert set(Quota.objects.values_list("name_en", "used")) == {
        ("Total", 3), ("Kenya", 1), ("Women", 2),
    }  # fmt: skip


def test_floor_is_kept_in_every_quota_that_holds_it_and_in_no_other(cohort: Cohort, person: Person):
    """Women of Kenya lie in Kenya and in the cohort; men of Vietnam have nothing to do with it."""
    quota(cohort, 1, "Kenya", country="KE")
    quota(cohort, 9, "Vietnam", country="VN")
    quota(cohort, 1, "Women of Kenya", country="KE", gender="female", floor=1)
    assert stopped(person()) == [
        "Kenya: 0 of 1 places are taken and 1 are reserved for Women of Kenya."
    ]
    assert stopped(person(country="VN")) == []
    with pytest.raises(IntegrityError):
        by_hand(person())


def test_cohort_says_which_course_its_floor_is_of(cohort: Cohort, person: Person):
    quota(cohort, 1, "Course", course=cohort.course, modality="in_person")
    quota(cohort, 1, "Women here", cohort=cohort, gender="female", floor=1)
    assert len(stopped(person())) == 1
    with pytest.raises(IntegrityError):
        by_hand(person())


@pytest.mark.parametrize(("days", "kept"), [(-2, False), (2, True)])
def test_floor_is_hard_until_its_date(cohort: Cohort, person: Person, days: int, *, kept: bool):
    quota(cohort, 1)
    until = timezone.localdate() + timedelta(days=days)
    quota(cohort, 1, "Women", gender="female", floor=1, floor_until=until)
    man = person()
    assert bool(stopped(man)) is kept
    if kept:
        with pytest.raises(IntegrityError):
            by_hand(man)
    else:
        places.take([man])


def test_released_floor_keeps_nothing_until_it_is_taken_back(
    cohort: Cohort, person: Person, admin: User
):
    quota(cohort, 2)
    women = quota(cohort, 2, "Women", gender="female", floor=2)
    why = {"reason": "Too few women applied", "reference": "MOHW-9", "by": admin}
    floors.release(women, **why)
    assert stopped(person()) == []
    floors.reinstate(women, **why)
    assert len(stopped(person())) == 1
    floors.release(women, **why)
    places.take([person()])
    with pytest.raises(FloorNotKept, match="1 places are taken and 2 reserved for Women, 1 more"):
        floors.reinstate(women, **why)
    act = FloorAct(quota=women, kind="reinstated", reason="Past the action", made_by=admin)
    with pytest.raises(IntegrityError, match="reserved in quota"), transaction.atomic():
        act.save()
    kinds = list(FloorAct.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["released", "reinstated", "released"]


def test_floor_is_released_once_and_only_what_was_released_is_taken_back(
    cohort: Cohort, admin: User
):
    women = quota(cohort, 2, "Women", gender="female", floor=2)
    why = {"reason": "Why", "reference": "", "by": admin}
    with pytest.raises(FloorNotKept, match="nothing was released"):
        floors.reinstate(women, **why)
    floors.release(women, **why)
    with pytest.raises(FloorNotKept, match="has no reserved places"):
        floors.release(women, **why)
    with pytest.raises(FloorNotKept, match="has no reserved places"):
        floors.release(quota(cohort, 9), **why)


def test_released_floor_that_was_revised_to_nothing_is_not_taken_back(cohort: Cohort, admin: User):
    women = quota(cohort, 2, "Women", gender="female", floor=2)
    why = {"reason": "Why", "reference": "", "by": admin}
    floors.release(women, **why)
    terms = quotas.QuotaTerms(2, floor=0)
    quotas.revise(cohort.program, {women: terms}, effective_on=date(2022, 6, 15), **why)
    with pytest.raises(FloorNotKept, match="nothing was released"):
        floors.reinstate(women, **why)
    act = FloorAct(quota=women, kind="reinstated", reason="Past the action", made_by=admin)
    with pytest.raises(IntegrityError, match="no reserved share"), transaction.atomic():
        act.save()


def test_revision_that_leaves_no_room_for_a_floor_is_refused(
    cohort: Cohort, person: Person, admin: User
):
    total = quota(cohort, 3)
    women = quota(cohort, 3, "Women", gender="female", floor=1)
    places.take([person(), person()])
    agreed = {"effective_on": date(2022, 6, 15), "reference": "", "reason": "Less", "by": admin}
    with pytest.raises(FloorNotKept, match="2 places are taken and 1 reserved for Women, 1 more"):
        quotas.revise(cohort.program, {total: 2}, **agreed)
    with pytest.raises(FloorNotKept, match="2 reserved"):
        quotas.revise(cohort.program, {women: quotas.QuotaTerms(3, floor=2)}, **agreed)
    with pytest.raises(FloorNotKept, match="4 cannot be reserved within 3"):
        quotas.revise(cohort.program, {total: 9, women: quotas.QuotaTerms(3, floor=4)}, **agreed)
    for change in ({"ceiling": 2}, {"floor": 2}):
        wanted = Quota.objects.filter(pk=total.pk if "ceiling" in change else women.pk)
        with pytest.raises(IntegrityError, match="reserved in quota"), transaction.atomic():
            wanted.update(**change)
    quotas.revise(cohort.program, {total: 2, women: quotas.QuotaTerms(3)}, **agreed)
    assert set(Quota.objects.values_list("ceiling", "floor")) == {(2, 0), (3, 0)}


def test_new_quota_into_which_a_floor_does_not_fit_is_refused(cohort: Cohort):
    quota(cohort, 9, "Women of Kenya", country="KE", gender="female", floor=5)
    with pytest.raises(IntegrityError, match='reserved in quota "Kenya": 0 of 4 taken and 5'):
        quota(cohort, 4, "Kenya", country="KE")


def test_release_of_a_place_is_never_refused(cohort: Cohort, person: Person):
    total = quota(cohort, 2)
    quota(cohort, 2, "Women", gender="female", floor=1)
    taken = places.take([person(), person("female")])
    places.release(taken[1], reason="declined")
    total.refresh_from_db()
    assert total.used == 1
    assert len(stopped(person())) == 1
