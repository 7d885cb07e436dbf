"""Corrections on their pages: asked for by the person, made with the facts beside, answered."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.trainees import correction, submitted
from trainees.people.models import Applicant
from trainees.records.models import Correction

pytestmark = pytest.mark.django_db
ASK = "/my-data/correction/"
QUEUE = "/admin/trainees/correction/"


@pytest.fixture
def person() -> Applicant:
    return submitted().applicant


@pytest.fixture
def officer() -> Client:
    return as_user(user_with(Role.PRIVACY))


def decide(officer: Client, asked: Correction, **typed: Any) -> Any:
    url = f"{QUEUE}{asked.pk}/decide/"
    form = officer.get(url).context["form"]
    facts = {name: form[name].value() or "" for name in form.fields}
    return officer.post(url, {**facts, "decision": "correct", "note": "Done.", **typed})


def test_person_says_what_is_wrong_and_reads_by_when_it_is_decided(person: Applicant):
    client = as_user(person.user)
    assert ASK in client.get("/my-data/").content.decode()
    empty = client.post(ASK, {"text": " "})
    assert empty.status_code == 422
    assert "is-invalid" in empty.content.decode()
    assert client.post(ASK, {"text": "My name is Ana."}).url == "/my-data/"
    page = client.get("/my-data/").content.decode()
    assert "Decided at the latest on" in page
    assert ASK not in page
    assert "You asked us to correct" in client.get(ASK).content.decode()
    assert client.post(ASK, {"text": "Again"}).status_code == 409
    assert OutgoingEmail.objects.get(kind="correction_asked")


def test_somebody_who_never_applied_has_nothing_to_correct():
    client = as_user(UserFactory())
    assert ASK not in client.get("/my-data/").content.decode()
    assert client.get(ASK).url == "/my-data/"


def test_officer_corrects_beside_what_the_person_says(officer: Client, person: Applicant):
    asked = correction(person)
    page = officer.get(f"{QUEUE}{asked.pk}/decide/").content.decode()
    assert asked.text in page
    assert "judged by the facts as they were" in page
    typed = {"birth_date": "1991-05-17", "family_name": "Novak"}
    assert decide(officer, asked, **typed).url == QUEUE
    person.refresh_from_db()
    assert (person.birth_date, person.family_name) == (date(1991, 5, 17), "Novak")
    assert person.user.name == person.full_name
    asked.refresh_from_db()
    assert asked.changes["family_name"]["after"] == "Novak"
    assert set(asked.changes) == {"birth_date", "family_name"}
    assert "→ Novak" in officer.get(f"{QUEUE}{asked.pk}/change/").content.decode()
    page = as_user(person.user).get("/my-data/").content.decode()
    assert "Done." in page
    assert ASK in page
    mail = OutgoingEmail.objects.get(kind="correction_decided")
    assert "We have corrected" in mail.text
    assert "Novak" not in mail.text.replace(person.full_name, "")


def test_refusal_changes_nothing_whatever_was_typed(officer: Client, person: Applicant):
    asked = correction(person)
    before = person.birth_date
    decide(officer, asked, decision="refuse", birth_date="1980-01-01", note="No paper shows it.")
    person.refresh_from_db()
    asked.refresh_from_db()
    assert person.birth_date == before
    assert (asked.is_corrected, asked.changes) == (False, {})
    mail = OutgoingEmail.objects.get(kind="correction_decided")
    assert "118" in mail.text
    assert "No paper shows it." in mail.text


def test_what_was_given_is_not_taken_away_and_an_answer_is_needed(
    officer: Client, person: Applicant
):
    asked = correction(person)
    answer = decide(officer, asked, given_names="", note="")
    assert answer.status_code == 422
    assert {"given_names", "note"} <= set(answer.context["form"].errors)
    assert Correction.objects.open().exists()


def test_request_is_decided_once(officer: Client, person: Applicant):
    asked = correction(person)
    page = {"decision": "correct", "note": "Done."}
    assert decide(officer, asked, **page).status_code == 302
    assert decide(officer, asked, **page).status_code == 409


def test_queue_shows_the_days_that_the_law_leaves(officer: Client):
    asked = correction()
    assert "10 days left" in officer.get(QUEUE).content.decode()
    assert "10 days are left for the oldest" in officer.get("/admin/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=12), tick=False):
        later = as_user(User.objects.get(pk=officer.session["_auth_user_id"]))
        assert "overdue by 2 days" in later.get(QUEUE).content.decode()
        assert "overdue by 2 days" in later.get("/admin/").content.decode()
    assert f"{QUEUE}{asked.pk}/decide/" in officer.get(QUEUE).content.decode()
    auditor = as_user(user_with(Role.AUDITOR)).get(QUEUE).content.decode()
    assert f"{QUEUE}{asked.pk}/decide/" not in auditor
