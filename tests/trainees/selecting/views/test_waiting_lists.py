"""A cohort's waiting list and the approval of who is next, as the office sees them."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ivi_training.guards.permissions import Role
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import offered, proposed, quota, waiting
from trainees.joining.models import Offer
from trainees.places.models import Vacancy
from trainees.selecting.models import Promotion

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]

# Session, user, two of permissions; the cohort; the entries; rules, quotas and seats; packages,
# lines, other payers; the promotions; streams.
QUERIES = 13


@pytest.mark.parametrize("count", [1, 3])
def test_list_has_a_fixed_number_of_queries(
    as_role: SignIn, django_assert_num_queries: DjangoAssertNumQueries, count: int
):
    call = open_call()
    for _number in range(count):
        waiting(call)
    client = as_role(Role.ADMISSIONS)
    with django_assert_num_queries(QUERIES):
        page = client.get(f"/admin/courses/cohort/{call.cohorts.get().pk}/waiting/")
    assert page.content.decode().count("Nothing: a place could be offered") == count


def test_list_says_who_is_stopped_by_what(as_role: SignIn):
    cohort = CohortFactory()
    quota(cohort, 1)
    call = open_call(cohort)
    offered(call)
    waiting(call)
    page = as_role(Role.COORDINATOR).get(f"/admin/courses/cohort/{cohort.pk}/waiting/")
    assert "Total: 1 of 1 places are taken." in page.content.decode()


def test_list_of_nobody_says_how_people_come_to_it(as_role: SignIn):
    cohort = CohortFactory()
    page = as_role(Role.COORDINATOR).get(f"/admin/courses/cohort/{cohort.pk}/waiting/")
    assert "The waiting list is empty" in page.content.decode()


def test_next_person_is_found_approved_and_offered(as_role: SignIn):
    call = open_call()
    application = waiting(call)
    client = as_role(Role.ADMISSIONS)
    client.post(f"/admin/courses/cohort/{application.cohort_id}/waiting/next/")
    promotion = Promotion.objects.get()
    start = client.get("/admin/").content.decode()
    assert "Freed places to offer" in start
    page = client.get(f"/admin/courses/cohort/promotions/{promotion.pk}/")
    assert "Offer the place" in page.content.decode()
    client.post(f"/admin/courses/cohort/promotions/{promotion.pk}/approve/")
    assert Offer.objects.get().application == application


def test_skipping_wants_a_reason(as_role: SignIn):
    promotion = proposed()
    client, url = as_role(Role.ADMISSIONS), f"/admin/courses/cohort/promotions/{promotion.pk}/skip/"
    assert client.post(url).status_code == 422
    client.post(url, {"reason": "No visa in time"})
    promotion.refresh_from_db()
    assert (promotion.status, promotion.changes().get().reason) == ("skipped", "No visa in time")
    assert not Vacancy.objects.open().exists()


def test_nobody_to_promote_is_said(as_role: SignIn):
    cohort = CohortFactory()
    url = f"/admin/courses/cohort/{cohort.pk}/waiting/next/"
    page = as_role(Role.ADMISSIONS).post(url, follow=True)
    assert "Nobody on the list can be offered a place now" in page.content.decode()
