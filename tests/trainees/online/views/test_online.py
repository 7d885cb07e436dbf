"""Joining and leaving the open online cohort with one click."""

import pytest

from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.trainees import offered, open_cohort, waiting
from trainees.online.models import OnlineEnrolment

pytestmark = pytest.mark.django_db


def test_waiting_person_joins_sees_it_and_leaves():
    application = waiting()
    page = f"/applications/{application.pk}/"
    client = as_user(application.applicant.user)
    assert "online course" not in client.get(page).content.decode()
    open_cohort(application.cohort)
    assert f"{page}online/join/" in client.get(page).content.decode()
    told = client.post(f"{page}online/join/", follow=True).content.decode()
    assert "You are enrolled in the online course." in told
    assert "Your number on the waiting list" in told
    assert f"{page}online/leave/" in told
    client.post(f"{page}online/leave/")
    assert OnlineEnrolment.objects.get().status == "left"
    assert f"{page}online/join/" in client.get(page).content.decode()


def test_who_has_an_offer_is_told_why_not():
    offer = offered()
    open_cohort(offer.application.cohort)
    client = as_user(offer.application.applicant.user)
    page = f"/applications/{offer.application_id}/"
    assert "online/join" not in client.get(page).content.decode()
    assert client.post(f"{page}online/join/").status_code == 409


def test_office_sees_who_follows_online():
    application = waiting()
    open_cohort(application.cohort)
    as_user(application.applicant.user).post(f"/applications/{application.pk}/online/join/")
    office = as_user(user_with(Role.ADMISSIONS))
    listed = office.get("/admin/trainees/onlineenrolment/").content.decode()
    shown = office.get(f"/admin/trainees/application/{application.pk}/change/").content.decode()
    assert application.reference in listed
    assert "Enrolled online" in shown
