"""The dashboard: its numbers move with each step, its queries do not grow."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ivi_training.guards.permissions import Role
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import offered, quota
from trainees.insight.reports import dashboard
from trainees.joining.actions import offers
from trainees.places.actions import quotas

pytestmark = pytest.mark.django_db

# Session, user, the roles' permissions; the program and the other programs;
# tallies, grants, lines, quota versions, ceilings of the award, quotas.
QUERIES = 11


@pytest.mark.parametrize("count", [1, 3])
def test_dashboard_has_a_fixed_number_of_queries(
    as_role: Callable[[Role], Client], django_assert_num_queries: DjangoAssertNumQueries, count: int
):
    cohort = CohortFactory()
    quota(cohort, 10)
    line_of(grant_for(cohort.program))
    call = open_call(cohort)
    for country in ["VN", "KE", "BR"][:count]:
        offered(call, applicant__nationality=country)
    client = as_role(Role.LEAD)
    with django_assert_num_queries(QUERIES):
        page = client.get(f"/dashboard/{cohort.program.code}/")
    assert page.status_code == 200


def test_numbers_move_from_offer_to_enrolment_and_back():
    cohort = CohortFactory()
    total = quota(cohort, 10)
    quotas.record_new(total, by=offered().application.applicant.user)
    package_for(line_of(grant_for(cohort.program)), amount=1_000)
    offer = offered(open_call(cohort))

    report = dashboard.build(cohort.program)
    assert [count for _step, count in report.funnel] == [1, 1, 1, 0]
    assert (report.quotas[0].counts.offered, report.quotas[0].award) == (1, 10)
    assert (report.money.committed, report.money.available) == (1_000, 499_000)

    offers.accept(offer, by=offer.application.applicant.user)
    report = dashboard.build(cohort.program)
    assert [count for _step, count in report.funnel] == [1, 1, 1, 1]
    assert report.money.cost_per_trainee == 1_000
    assert [(c.label, c.enrolled) for c in report.by_stream] == [("LMIC", 1)]
    assert [(c.label, c.enrolled) for c in report.by_country] == [("Vietnam", 1)]

    offers.rescind(offer, by=offer.application.applicant.user, reason="Mistake")
    report = dashboard.build(cohort.program)
    assert [count for _step, count in report.funnel] == [1, 1, 1, 0]
    assert report.money.committed == 0


def test_dashboard_without_a_program_says_what_to_do(as_role: Callable[[Role], Client]):
    assert "No program yet" in as_role(Role.LEAD).get("/dashboard/").content.decode()


def test_charts_stand_beside_tables_of_the_same_numbers(as_role: Callable[[Role], Client]):
    offer = offered()
    page = as_role(Role.LEAD).get(f"/dashboard/{offer.place.program.code}/").content.decode()
    assert page.count("<canvas") == page.count('class="chart"')
    assert page.count("<table") >= page.count("<canvas")


@pytest.mark.parametrize(
    "facts",
    [
        {"income_group": "L"}, {"income_group": "LM"}, {"country": "KE"}, {"gender": "male"},
        {"modality": "in_person"}, {"modality": "online"}, {},
    ],
)  # fmt: skip
def test_dashboard_counts_what_the_quota_counts(facts: dict[str, str]):
    cohort = CohortFactory()
    call = open_call(cohort)
    for country, gender in [("VN", "female"), ("KE", "male"), ("UG", "male"), ("KR", "female")]:
        offer = offered(call, applicant__nationality=country, applicant__gender=gender)
        offers.accept(offer, by=offer.application.applicant.user)
    made = quota(cohort, 10, **facts)
    made.refresh_from_db()
    (progress,) = dashboard.build(cohort.program).quotas
    assert progress.counts.enrolled == made.used
