"""Coming to a later cohort by clicking: asked for, taken back, decided, entered by the office."""

import pytest
from django.test import Client

from courses.cohorts.models import Cohort
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import deferral, later_cohort, offered, quota
from trainees.joining.actions import offers
from trainees.joining.models import Deferral, Enrolment, Offer

pytestmark = pytest.mark.django_db
ADMIN = "/admin/trainees/application/"


@pytest.fixture
def admissions() -> Client:
    return as_user(user_with(Role.ADMISSIONS))


@pytest.fixture
def later() -> Cohort:
    return later_cohort(CohortFactory(title_en="Spring"), title_en="Autumn")


@pytest.fixture
def offer(later: Cohort) -> Offer:
    spring = Cohort.objects.get(title_en="Spring")
    made = offered(open_call(spring))
    offers.accept(made, by=made.application.applicant.user)
    return made


def test_applicant_asks_and_takes_it_back(offer: Offer, later: Cohort):
    person = as_user(offer.application.applicant.user)
    page = f"/applications/{offer.application_id}/"
    assert "Ask to come to a later cohort" in person.get(page).text
    form = f"{page}later-cohort/"
    assert "Autumn" in person.get(form).text
    assert person.post(form, {"cohort": later.pk}).status_code == 422
    person.post(form, {"cohort": later.pk, "text": "My mother is ill."})
    assert "Take the request back" in person.get(page).text
    asked = Deferral.objects.get()
    assert (asked.wanted, asked.asked_by) == (later, offer.application.applicant.user)
    assert person.post(form, {"text": "Again"}).status_code == 409
    person.post(f"/deferrals/{asked.pk}/take-back/")
    assert "You took your request back" in person.get(page).text


def test_page_offers_no_deferral_where_no_cohort_follows(offer: Offer, later: Cohort):
    person = as_user(offer.application.applicant.user)
    later.delete()
    page = f"/applications/{offer.application_id}/"
    assert "later cohort" not in person.get(page).text
    assert "the program has no later one" in person.get(f"{page}later-cohort/").text


def test_officer_finds_the_request_sees_what_stops_it_and_agrees(
    admissions: Client, offer: Offer, later: Cohort
):
    asked = deferral(offer, later)
    assert "Deferrals to decide" in admissions.get("/admin/").text
    assert str(offer.application) in admissions.get("/admin/trainees/deferral/?standing=open").text
    full = quota(later, 1, "Autumn seats", cohort=later)
    offered(open_call(later))
    step = f"{ADMIN}deferral/{asked.pk}/"
    page = admissions.get(step).text
    assert "Autumn seats: 1 of 1 places are taken." in page
    assert "My mother is ill." in page
    answer = {"decision": "agree", "cohort": later.pk, "reason": "We understand"}
    refused = admissions.post(step, answer)
    assert refused.status_code == 409
    assert "Autumn seats" in refused.text
    type(full).objects.filter(pk=full.pk).update(ceiling=2)
    assert admissions.post(step, answer | {"cohort": ""}).status_code == 422
    assert admissions.post(step, answer).status_code == 302
    assert Enrolment.objects.get(status="confirmed").cohort == later
    assert "We understand" in admissions.get(step).text


def test_officer_refuses_with_a_reason_that_the_applicant_reads(
    admissions: Client, offer: Offer, later: Cohort
):
    asked = deferral(offer, later)
    step = f"{ADMIN}deferral/{asked.pk}/"
    assert admissions.post(step, {"decision": "refuse"}).status_code == 422
    admissions.post(step, {"decision": "refuse", "reason": "No room in autumn"})
    person = as_user(offer.application.applicant.user)
    assert "No room in autumn" in person.get(f"/applications/{offer.application_id}/").text


def test_officer_defers_directly_and_the_pages_name_the_later_cohort(
    admissions: Client, offer: Offer, later: Cohort
):
    page = f"{ADMIN}{offer.application_id}/change/"
    assert f"{ADMIN}offer/{offer.pk}/defer/" in admissions.get(page).text
    admissions.post(f"{ADMIN}offer/{offer.pk}/defer/", {"cohort": later.pk, "reason": "Visa"})
    assert "Deferred to a later cohort" in admissions.get(page).text
    person = as_user(offer.application.applicant.user)
    assert "Autumn" in person.get("/applications/").text
    assert "Your place was moved to" in person.get(f"/applications/{offer.application_id}/").text


def test_who_cannot_decide_sees_no_way_to(offer: Offer, later: Cohort):
    asked = deferral(offer, later)
    auditor = as_user(user_with(Role.AUDITOR))
    for page in (f"{ADMIN}{offer.application_id}/change/", "/admin/trainees/deferral/"):
        shown = auditor.get(page)
        assert shown.status_code == 200
        assert f"deferral/{asked.pk}/" not in shown.text


def test_page_of_an_ended_place_says_that_nothing_can_be_moved(
    admissions: Client, offer: Offer, later: Cohort
):
    asked = deferral(offer, later)
    offers.rescind(offer, by=UserFactory(), reason="Fraud")
    page = admissions.get(f"{ADMIN}deferral/{asked.pk}/").text
    assert "This person holds no place in a course that has not begun." in page
    person = as_user(offer.application.applicant.user)
    shown = person.get(f"/applications/{offer.application_id}/").text
    assert "given back before anybody decided" in shown
