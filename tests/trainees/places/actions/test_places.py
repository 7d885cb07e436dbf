"""Taking and releasing places: each quota counts what matches it, and refuses the one too many."""

from typing import Any

import pytest
from django.db import IntegrityError

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import a_rule_of_the_database_alone, eligible, quota
from trainees.places.actions import places, quotas
from trainees.places.errors import PlaceRefused, QuotaFull, SeatHeld, StreamUndecided
from trainees.places.models import Place, Quota

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def call(cohort: Cohort) -> Call:
    return open_call(cohort)


def used(counting: Quota) -> int:
    counting.refresh_from_db()
    return counting.used


def test_place_carries_the_frozen_facts(call: Call, cohort: Cohort):
    application = eligible(call, applicant__nationality="KE", applicant__gender="male")
    (place,) = places.take([application])
    assert (place.program, place.course, place.cohort) == (
        cohort.program, cohort.course, cohort,
    )  # fmt: skip
    assert (str(place.country), place.income_group, place.gender) == ("KE", "LM", "male")
    assert (place.stream.code, place.organisation) == ("LMIC", application.organisation)


@pytest.mark.parametrize(
    ("facts", "counted"),
    [
        ({}, 1),
        ({"country": "KE"}, 1), ({"country": "VN"}, 0),
        ({"income_group": "LM"}, 1), ({"income_group": "L"}, 0),
        ({"gender": "male"}, 1), ({"gender": "female"}, 0),
        ({"modality": "in_person"}, 1), ({"modality": "online"}, 0),
        ({"country": "KE", "gender": "female"}, 0), ({"country": "KE", "gender": "male"}, 1),
    ],
)  # fmt: skip
def test_quota_counts_what_matches_all_its_facts(
    call: Call, cohort: Cohort, facts: dict[str, Any], counted: int
):
    before = quota(cohort, 9, **facts)
    application = eligible(call, applicant__nationality="KE", applicant__gender="male")
    (effect,) = places.effects(cohort.program_id, [application])
    assert effect.taken == counted
    places.take([application])
    assert used(before) == counted
    quotas.close(before, reason="Counted anew", by=UserFactory())
    assert used(quota(cohort, 9, **facts)) == counted  # counts what was there before it


def test_quota_of_stream_organisation_course_and_cohort(call: Call, cohort: Cohort):
    application = eligible(call)
    elsewhere = CohortFactory(program=cohort.program)
    facts = [
        {"stream": application.stream}, {"organisation": application.organisation},
        {"course": cohort.course}, {"cohort": cohort},
        {"cohort": elsewhere}, {"course": elsewhere.course},
        {"stream": cohort.program.streams.get(code="KOREA")},
    ]  # fmt: skip
    made = [quota(cohort, 9, **fact) for fact in facts]
    places.take([application])
    assert [used(counting) for counting in made] == [1, 1, 1, 1, 0, 0, 0]


def test_quota_of_another_program_counts_nothing(call: Call):
    other = quota(CohortFactory(), 1)
    places.take([eligible(call)])
    assert used(other) == 0


def test_one_too_many_is_refused_whole_and_the_quota_is_named(call: Call, cohort: Cohort):
    quota(cohort, 9, name="Total")
    women = quota(cohort, 1, name="Women", gender="female")
    with pytest.raises(QuotaFull, match="Women: 0 of 1 places are taken and 2 more") as refusal:
        places.take([eligible(call), eligible(call), eligible(call, applicant__gender="male")])
    assert any("Nothing was changed" in str(line) for line in refusal.value.then)
    assert (Place.objects.count(), used(women)) == (0, 0)


def test_effect_says_by_how_many_a_ceiling_is_passed(call: Call, cohort: Cohort):
    quota(cohort, 2)
    people = [eligible(call) for _person in range(3)]
    (effect,) = places.effects(cohort.program_id, people)
    assert (effect.used_after, effect.over) == (3, 1)
    (effect,) = places.effects(cohort.program_id, people[:2])
    assert (effect.used_after, effect.over, effect.quota.free) == (2, 0, 2)


def test_undecided_stream_takes_no_place(call: Call):
    with pytest.raises(StreamUndecided, match="decide the stream first"):
        places.take([eligible(call), eligible(call, applicant__nationality="VE")])
    assert not Place.objects.exists()


def test_nobody_takes_nothing():
    assert places.take([]) == []


def test_release_counts_once_and_keeps_its_first_reason(call: Call, cohort: Cohort):
    total = quota(cohort, 9)
    place, _other = places.take([eligible(call), eligible(call)])
    places.release(place, reason="declined" * 60)
    places.release(place, reason="again")
    place.refresh_from_db()
    assert place.release_reason == ("declined" * 60)[:200]
    assert used(total) == 1


def test_freed_place_can_be_taken_again(call: Call, cohort: Cohort):
    total = quota(cohort, 1)
    first = eligible(call)
    (place,) = places.take([first])
    places.release(place, reason="declined")
    places.take([first])
    assert used(total) == 1
    assert Place.objects.live().count() == 1


@pytest.mark.parametrize("count", [1, 4])
def test_statements_do_not_grow_with_the_places(
    call: Call, cohort: Cohort, count: int, django_assert_num_queries: Any
):
    quota(cohort, 9)
    quota(cohort, 9, country="VN")
    people = [eligible(call) for _person in range(count)]
    # Savepoint, program's lock, seats held, rules, quotas, the insert, release of the savepoint.
    with django_assert_num_queries(4):
        places.take(people)


def test_person_who_applied_by_two_calls_gets_one_seat_of_the_cohort(call: Call, cohort: Cohort):
    first = eligible(call)
    second = eligible(open_call(cohort), applicant=first.applicant)
    with pytest.raises(SeatHeld):
        places.take([first, second])
    places.take([first])
    with pytest.raises(SeatHeld, match="has a place in"):
        places.take([second])
    assert Place.objects.live().count() == 1


def test_refusal_that_nothing_explains_is_logged_and_says_what_to_do(
    call: Call, cohort: Cohort, caplog: pytest.LogCaptureFixture
):
    application = eligible(call)
    a_rule_of_the_database_alone()
    assert places.obstacles(cohort.program_id, [application]) == {application.pk: []}
    with pytest.raises(PlaceRefused, match="The database refused it") as refused:
        places.take([application])
    assert isinstance(refused.value.__cause__, IntegrityError)
    (logged,) = caplog.records
    assert (logged.levelname, str([application.pk]) in logged.getMessage()) == ("ERROR", True)
    assert logged.exc_info
    assert not Place.objects.exists()
