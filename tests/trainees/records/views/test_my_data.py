"""The page "My data": what is held, the ways to correct it, and a copy for its owner alone."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ivi_training.accounts.models import DataExport
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.factories.trainees import draft, made_copy, submitted

pytestmark = pytest.mark.django_db


def test_page_shows_what_is_held_and_where_it_is_corrected():
    application = submitted(employer_name="Kenya Biovax")
    begun = draft(applicant=application.applicant)
    page = as_user(application.applicant.user).get("/my-data/").content.decode()
    assert "Kenya Biovax" in page
    assert application.applicant.user.email in page
    assert f"/applications/{application.pk}/withdraw/" in page
    assert f"/calls/{begun.call.code}/apply/person/" in page


def test_account_without_anything_else_has_a_page():
    page = as_user(UserFactory()).get("/my-data/")
    assert page.status_code == 200
    assert "We hold no data of these kinds:" in page.content.decode()


def test_copy_is_asked_once_and_the_page_says_so():
    client = as_user(UserFactory())
    assert client.post("/my-data/copies/").url == "/my-data/"
    assert client.post("/my-data/copies/").status_code == 409
    assert "Your copy is being made" in client.get("/my-data/").content.decode()
    unmade = DataExport.objects.get()
    assert client.get(f"/my-data/copies/{unmade.pk}/").status_code == 404


def test_copy_is_saved_by_its_owner_alone_and_for_a_week():
    user = UserFactory()
    export = made_copy(user)
    address = f"/my-data/copies/{export.pk}/"
    assert address in as_user(user).get("/my-data/").content.decode()
    saved = as_user(user).get(address)
    assert saved["Content-Disposition"].startswith("attachment")
    assert b"".join(saved.streaming_content)[:2] == b"PK"
    assert as_user(UserFactory()).get(address).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert as_user(user).get(address).status_code == 409
