"""Applying through the pages: draft, stale tab, bad input kept, submission once, receipt."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from courses.models import Call
from ivi_training.models import OutgoingEmail
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.files import executable, pdf
from tests.factories.trainees import draft, submitted
from trainees.models import Application
from trainees.statuses import ApplicationStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return open_call()


@pytest.fixture
def client() -> Client:
    return as_user(UserFactory(email="hoa@example.org"))


def answers(call: Call, **changed: Any) -> dict[str, Any]:
    return {
        "given_names": "Thị Hương", "family_name": "Nguyễn", "gender": "female",
        "birth_date": "1990-05-17", "nationality": "VN", "second_nationality": "",
        "residence": "VN", "version": "0", "cohort": call.cohorts.get().pk,
        "employer_name": "Nanogen", "employer_country": "VN", "employer_kind": "company",
        "job_title": "Engineer", "years_of_experience": "4", "education": "master",
        "field_of_study": "Biology", "english": "advanced",
        "statement": "I will train my colleagues.", **changed,
    }  # fmt: skip


def url(call: Call) -> str:
    return f"/calls/{call.code}/apply/"


def test_draft_is_saved_and_found_again(client: Client, call: Call):
    assert client.post(url(call), answers(call, statement="First words")).status_code == 302
    page = client.get(url(call)).content.decode()
    assert "First words" in page
    assert "Nguyễn" in page
    assert Application.objects.get().status == ApplicationStatus.DRAFT


def test_incomplete_draft_is_saved_and_review_names_what_is_missing(client: Client, call: Call):
    client.post(url(call), {"version": "0", "cohort": call.cohorts.get().pk, "given_names": "Ana"})
    page = client.get(f"/applications/{Application.objects.get().pk}/").content.decode()
    for label in ("Nationality", "Employer", "Statement of purpose", "Curriculum vitae"):
        assert label in page
    assert "Submit the application" not in page


@pytest.mark.parametrize("name", ["김민준", "Ọláolúwa Adéyẹmí", "محمد", "O'Neil-Ñandú", "រតនា"])
def test_name_in_any_script_is_kept(client: Client, call: Call, name: str):
    client.post(url(call), answers(call, given_names=name))
    assert Application.objects.get().applicant.given_names == name


def test_stale_tab_keeps_its_text_and_overwrites_nothing(client: Client, call: Call):
    client.post(url(call), answers(call, statement="From the first tab"))
    response = client.post(url(call), answers(call, statement="From the second tab"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "saved in another tab" in page
    assert "From the second tab" in page
    assert Application.objects.get().statement == "From the first tab"


def test_form_posted_twice_is_saved_once(client: Client, call: Call):
    for _press in range(2):
        assert client.post(url(call), answers(call)).status_code == 302
    assert Application.objects.count() == 1


def test_too_large_file_is_refused_beside_its_field(client: Client, call: Call):
    limit = settings.UPLOAD_MAX_BYTES
    response = client.post(url(call), answers(call, cv=pdf(size=limit + 1)))
    page = response.content.decode()
    assert response.status_code == 422
    assert f"{limit + 1:,} bytes" in page
    assert "I will train my colleagues." in page
    assert client.post(url(call), answers(call, cv=pdf(size=limit))).status_code == 302


def test_executable_named_pdf_is_refused(client: Client, call: Call):
    response = client.post(url(call), answers(call, cv=executable("cv.pdf")))
    assert response.status_code == 422
    assert "not a PDF, JPEG or PNG" in response.content.decode()
    assert not Application.objects.exists()


def test_too_long_statement_says_by_how_much(client: Client, call: Call):
    response = client.post(url(call), answers(call, statement="word " * 460))
    assert "Shorten it by 10" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("birth_date", "2029-01-01", "at least 14 years old"),
        ("years_of_experience", "300", "it is in years"),
        ("second_nationality", "VN", "Choose another one"),
        ("nationality", "ZZ", "Select a valid choice"),
    ],
)
def test_bad_value_is_refused_beside_its_field(
    client: Client, call: Call, field: str, value: str, message: str
):
    response = client.post(url(call), answers(call, **{field: value}))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Application.objects.exists()


def test_submission_freezes_facts_and_sends_one_receipt(client: Client, call: Call):
    client.post(url(call), answers(call, cv=pdf()))
    application = Application.objects.get()
    for _press in range(2):
        response = client.post(
            f"/applications/{application.pk}/submit/", {"consent": "on", "truth": "on"}
        )
        assert response.status_code == 302
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    assert (application.stream.code, str(application.country)) == ("LMIC", "VN")
    assert application.reference == f"{call.code}-{application.pk:06d}"
    receipt = OutgoingEmail.objects.get(template="trainees/emails/application_received")
    assert application.reference in receipt.text
    assert "KST" in receipt.text


def test_submission_without_consent_asks_for_it(client: Client, call: Call):
    client.post(url(call), answers(call, cv=pdf()))
    application = Application.objects.get()
    response = client.post(f"/applications/{application.pk}/submit/", {"truth": "on"})
    assert response.status_code == 422
    assert "Without your agreement" in response.content.decode()


def test_call_that_closed_meanwhile_keeps_the_draft(client: Client, call: Call):
    client.post(url(call), answers(call, cv=pdf()))
    application = Application.objects.get()
    with time_machine.travel(call.closes_at + timedelta(seconds=1)):
        client.force_login(application.applicant.user)  # a session does not last that long
        saved = client.post(url(call), answers(call, version="1", statement="Later words"))
        submitted = client.post(
            f"/applications/{application.pk}/submit/", {"consent": "on", "truth": "on"}
        )
    application.refresh_from_db()
    assert saved.status_code == 302
    assert submitted.status_code == 409
    assert "Your draft is kept" in submitted.content.decode()
    assert (application.status, application.statement) == (ApplicationStatus.DRAFT, "Later words")


def test_submitted_application_is_shown_instead_of_the_form(call: Call):
    application = submitted(call)
    response = as_user(application.applicant.user).get(url(call))
    assert response.url == f"/applications/{application.pk}/"


def test_somebody_elses_application_is_not_there(client: Client, call: Call):
    assert client.get(f"/applications/{draft(call).pk}/").status_code == 404


def test_withdrawn_application_can_be_made_again(call: Call):
    application = submitted(call)
    client = as_user(application.applicant.user)
    client.post(f"/applications/{application.pk}/withdraw/", {"reason": "A new job"})
    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN
    assert client.post(url(call), answers(call)).status_code == 302
    assert Application.objects.count() == 2


def test_list_is_empty_then_shows_each(client: Client, call: Call):
    assert "You have not applied yet" in client.get("/applications/").content.decode()
    client.post(url(call), answers(call))
    assert call.title_en in client.get("/applications/").content.decode()


def test_document_is_saved_as_an_attachment(call: Call):
    application = draft(call)
    document = application.documents.get()
    response = as_user(application.applicant.user).get(f"/documents/{document.pk}/")
    body = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    assert body.startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_review_is_the_next_page_after_saving(client: Client, call: Call):
    response = client.post(url(call), answers(call, review="1"))
    assert response.url == f"/applications/{Application.objects.get().pk}/"


def test_closed_call_takes_no_first_draft_by_its_link(client: Client, call: Call):
    with time_machine.travel(call.closes_at):
        client.force_login(UserFactory())
        refused = client.get(url(call))
    assert refused.status_code == 409
    assert "It is not open now" in refused.content.decode()


def test_call_that_is_not_published_is_not_there(client: Client, call: Call):
    Call.objects.filter(pk=call.pk).update(status="cancelled")
    assert client.get(url(call)).status_code == 404


def test_withdrawal_is_asked_about_first(call: Call):
    application = submitted(call)
    client = as_user(application.applicant.user)
    page = client.get(f"/applications/{application.pk}/withdraw/")
    assert page.status_code == 200
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
