"""Limits for each value of a fact: one quota per value as it appears, and what stops whom."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from tests.databases import ignoring
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import eligible, quota, rule
from trainees.applying.models import Application
from trainees.office.reports import invariants
from trainees.places.actions import places, quotas
from trainees.places.actions.limits import Limits
from trainees.places.errors import CeilingTooLow, QuotaClosed, QuotaFull
from trainees.places.models import Place, Quota, QuotaRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def call(cohort: Cohort) -> Call:
    return open_call(cohort)


def wrong() -> list[str]:
    """Counters of quotas that are wrong; places of these tests have no offers."""
    return [str(d) for d in invariants.differences() if d.invariant.startswith("quota.")]


def people(call: Call, *countries: str) -> list[Application]:
    return [
        eligible(call, applicant__nationality=country, employer_name=f"Employer {number}")
        for number, country in enumerate(countries)
    ]


def rows(made: QuotaRule) -> dict[str, tuple[int, int]]:
    return {q.rule_value: (q.used, q.ceiling) for q in made.quotas.all()}


def test_row_is_made_for_each_value_as_it_appears(call: Call, cohort: Cohort):
    made = rule(cohort)
    places.take(people(call, "KE", "VN", "KE"))
    assert rows(made) == {"KE": (2, 2), "VN": (1, 2)}
    places.take(people(call, "VN", "UG"))
    assert rows(made) == {"KE": (2, 2), "VN": (2, 2), "UG": (1, 2)}
    assert Quota.objects.for_list().get(rule_value="UG").name == "Country: Uganda"
    assert not wrong()


@pytest.mark.parametrize(
    "fact",
    ["country", "organisation", "income_group", "gender", "stream", "course", "cohort", "modality"],
)
def test_there_can_be_a_limit_for_each_value_of_any_fact(call: Call, cohort: Cohort, fact: str):
    made = rule(cohort, fact, ceiling=1)
    first, second = (eligible(call, applicant__nationality="KE") for _person in range(2))
    places.take([first])
    (row,) = made.quotas.for_list()
    assert (row.used, row.name.startswith(f"{fact.capitalize()}: ")) == (1, True)
    with pytest.raises(QuotaFull, match=f"{row.name}: 1 of 1 places are taken"):
        places.take([second])


def test_row_that_does_not_exist_yet_refuses_too(call: Call, cohort: Cohort):
    made = rule(cohort, ceiling=1)
    wanted = people(call, "KE", "KE")
    with pytest.raises(QuotaFull, match="Country: Kenya: 0 of 1 places are taken and 2 more"):
        places.take(wanted)
    with pytest.raises(IntegrityError, match="quota_never_oversubscribed"), transaction.atomic():
        Place.objects.bulk_create(
            Place(application=a, applicant=a.applicant, **places.facts(a)) for a in wanted
        )
    assert rows(made) == {}


def test_rule_counts_the_places_that_are_there(call: Call, cohort: Cohort):
    places.take(people(call, "KE", "VN", "KE"))
    assert rows(rule(cohort)) == {"KE": (2, 2), "VN": (1, 2)}
    with pytest.raises(IntegrityError, match="quota_never_oversubscribed"):
        rule(cohort, "gender", ceiling=2)


def test_quota_made_by_hand_on_a_value_stands_instead_of_the_rule(call: Call, cohort: Cohort):
    own = quota(cohort, 3, "Kenya", country="KE")
    made = rule(cohort, ceiling=1)
    places.take(people(call, "KE", "KE", "VN"))
    assert rows(made) == {"VN": (1, 1)}
    own.refresh_from_db()
    assert own.used == 2
    assert not wrong()


def test_closing_it_gives_the_value_back_to_the_rule(call: Call, cohort: Cohort):
    own = quota(cohort, 3, "Kenya", country="KE")
    made = rule(cohort)
    places.take(people(call, "KE", "KE"))
    quotas.close(own, reason="As the others", by=UserFactory())
    assert rows(made) == {"KE": (2, 2)}
    own.refresh_from_db()
    assert (own.used, own.country) == (0, "KE")
    assert not wrong()


def test_value_without_a_fact_is_not_limited(call: Call, cohort: Cohort):
    made = rule(cohort, "income_group", ceiling=1)
    first, second = people(call, "KE", "KE")
    with ignoring("trainees.Application:facts_frozen"):
        Application.objects.update(income_group="")
    first.income_group = second.income_group = ""
    places.take([first, second])
    assert rows(made) == {}


def test_revision_of_a_rule_moves_its_rows_but_not_those_with_a_ceiling_of_their_own(
    call: Call, cohort: Cohort
):
    made = rule(cohort)
    places.take(people(call, "KE", "VN", "VN"))
    agreed = {"effective_on": date(2022, 6, 15), "reference": "", "reason": "Demand"}
    agreed["by"] = UserFactory()
    kenya = made.quotas.get(rule_value="KE")
    quotas.revise(cohort.program, {kenya: 9}, **agreed)
    quotas.revise(cohort.program, {}, rules={made: 3}, **agreed)
    assert rows(made) == {"KE": (1, 9), "VN": (2, 3)}
    with pytest.raises(CeilingTooLow, match="Country: Vietnam: 2 places are taken, 1 more"):
        quotas.revise(cohort.program, {}, rules={made: 1}, **agreed)
    assert not wrong()
    version = quotas.version_in_force(cohort.program, by=UserFactory())
    assert [(line.rule, line.ceiling) for line in version.rule_lines.all()] == [(made, 3)]


def test_closed_rule_limits_nobody_and_its_rows_close_with_it(call: Call, cohort: Cohort):
    made = rule(cohort, ceiling=1)
    places.take(people(call, "KE"))
    row = made.quotas.get()
    with pytest.raises(QuotaClosed, match="follows a rule and closes with it"):
        quotas.close(row, reason="Why", by=UserFactory())
    quotas.close_rule(made, reason="Not asked for", by=UserFactory())
    row.refresh_from_db()
    assert (row.used, row.closing_reason) == (0, "Not asked for")
    places.take(people(call, "KE", "KE"))
    assert rows(made) == {"KE": (0, 1)}
    with pytest.raises(QuotaClosed, match="was closed before"):
        quotas.close_rule(made, reason="Again", by=UserFactory())


def test_closed_quota_stays_closed_and_its_facts_are_free(call: Call, cohort: Cohort):
    old = quota(cohort, 1, "Women", gender="female")
    places.take([eligible(call)])
    quotas.close(old, reason="Other facts", by=UserFactory())
    with pytest.raises(QuotaClosed, match="was closed before"):
        quotas.close(old, reason="Again", by=UserFactory())
    with pytest.raises(DatabaseError), transaction.atomic():
        Quota.objects.filter(pk=old.pk).update(closed_at=None, closed_by=None, closing_reason="")
    new = quota(cohort, 2, "Women", gender="female")
    new.refresh_from_db()
    assert new.used == 1


@pytest.mark.parametrize("count", [1, 4])
def test_obstacles_of_any_number_of_people_are_a_fixed_number_of_queries(
    call: Call, cohort: Cohort, count: int, django_assert_num_queries: DjangoAssertNumQueries
):
    rule(cohort)
    rule(cohort, "organisation")
    quota(cohort, 0)
    wanted = people(call, *["KE", "VN", "UG", "BR"][:count])
    with django_assert_num_queries(4):  # rules, quotas, seats, organisations that have no row yet
        found = places.obstacles(cohort.program_id, wanted)
    assert {pk: [str(o) for o in stops] for pk, stops in found.items()} == {
        application.pk: ["Total: 0 of 0 places are taken."] for application in wanted
    }


def test_rows_that_cannot_match_are_not_read(call: Call, cohort: Cohort):
    rule(cohort)
    places.take(people(call, "KE", "VN", "UG"))
    facts = places.facts(eligible(call, applicant__nationality="BR"))
    assert Limits.read(cohort.program_id, [facts]).states() == []


def test_limits_answer_about_one_after_the_other(call: Call, cohort: Cohort):
    rule(cohort, ceiling=1)
    first, second = (places.facts(a) for a in people(call, "KE", "KE"))
    limits = Limits.read(cohort.program_id, [first, second])
    assert limits.obstacles(first) == []
    limits.count(first)
    (stop,) = limits.obstacles(second)
    assert (stop.quota.name, stop.kind, stop.used, stop.ceiling, stop.free) == (
        "Country: Kenya", "full", 1, 1, 0,
    )  # fmt: skip
    limits.count(first, -1)
    assert limits.obstacles(second) == []
