"""Erasure on its pages: a fresh password to ask, a queue with the law's clock."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ivi_training.accounts.models import Erasure, User
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.trainees import submitted

pytestmark = pytest.mark.django_db
ASK = "/my-data/erasure/"


def fresh(user: User) -> Client:
    """Signed in with the password a moment ago."""
    user.set_password("bio-intensive-2022")
    user.save()
    client = as_user(user)
    client.post("/account/reauthenticate/", {"password": "bio-intensive-2022"})
    return client


@pytest.fixture
def person() -> User:
    user = UserFactory()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def test_password_is_asked_first(person: User):
    client = as_user(person, asked_again=False)
    for answer in (client.get(ASK), client.post(ASK, {"is_sure": "on"})):
        assert answer.status_code == 302
        assert "reauthenticate" in answer.url
    assert not Erasure.objects.exists()


def test_person_reads_what_it_means_and_asks_once(person: User):
    client = fresh(person)
    assert "What stays, and why" in client.get(ASK).content.decode()
    assert client.post(ASK, {"other": "1"}).status_code == 422
    assert client.post(ASK, {"is_sure": "on"}).url == "/my-data/"
    page = client.get("/my-data/").content.decode()
    assert "Take the request back" in page
    assert client.post(ASK, {"is_sure": "on"}).status_code == 409
    client.post("/my-data/erasure/take-back/")
    assert Erasure.objects.get().status == "taken_back"


def test_page_says_what_has_to_be_withdrawn_first():
    application = submitted()
    user = application.applicant.user
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    page = fresh(user).get(ASK).content.decode()
    assert f"/applications/{application.pk}/withdraw/" in page
    assert "Ask for erasure" not in page


def test_queue_shows_the_days_left_and_what_is_overdue(person: User):
    Erasure.objects.create(user=person)
    client = as_user(user_with(Role.PRIVACY))
    assert "10 days left" in client.get("/admin/ivi_training/erasure/").content.decode()
    assert "10 days are left for the oldest" in client.get("/admin/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        client = as_user(User.objects.get(email="privacy@example.org"))
        assert "overdue by 1 day" in client.get("/admin/ivi_training/erasure/").content.decode()
        assert "overdue by 1 day" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("queue", ["ivi_training/erasure", "trainees/correction"])
def test_empty_queue_says_what_will_stand_there(queue: str):
    client = as_user(user_with(Role.PRIVACY))
    assert "Nobody has asked" in client.get(f"/admin/{queue}/").content.decode()
    narrowed = client.get(f"/admin/{queue}/?q=Novak").content.decode()
    assert "The law gives ten days" in narrowed
    assert "Nobody has asked" not in narrowed


def test_refusal_needs_a_ground_and_an_explanation(person: User):
    erasure = Erasure.objects.create(user=person)
    client = as_user(user_with(Role.PRIVACY))
    address = f"/admin/ivi_training/erasure/{erasure.pk}/decide/"
    refused = client.post(address, {"decision": "refuse"})
    assert refused.status_code == 422
    assert "Choose the ground of the refusal." in refused.content.decode()
    data = {"decision": "refuse", "ground": "kept_by_law", "note": "Kept until 2031."}
    assert client.post(address, data).status_code == 302
    page = as_user(person).get("/my-data/").content.decode()
    assert "Kept until 2031." in page
    assert "GDPR 17(3)(b)" in page


def test_agreeing_erases_and_signs_out(person: User):
    erasure = Erasure.objects.create(user=person)
    mine, client = as_user(person), as_user(user_with(Role.PRIVACY))
    address = f"/admin/ivi_training/erasure/{erasure.pk}/decide/"
    assert person.email in client.get(address).content.decode()
    assert client.post(address, {"decision": "agree"}).status_code == 302
    assert client.get(address).status_code == 200
    assert mine.get("/my-data/").status_code == 302
    erasure.refresh_from_db()
    assert erasure.status == "agreed"


def test_auditor_reads_the_queue_and_decides_nothing(person: User):
    erasure = Erasure.objects.create(user=person)
    client = as_user(user_with(Role.AUDITOR))
    page = client.get("/admin/ivi_training/erasure/").content.decode()
    assert "/decide/" not in page
    assert client.get(f"/admin/ivi_training/erasure/{erasure.pk}/decide/").status_code == 403
