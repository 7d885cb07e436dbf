"""Applying through the pages: draft, stale tab, bad input kept, submission once, receipt."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from courses.calls.models import Call
from ivi_training.outbox.models import OutgoingEmail
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call, rule_of
from tests.factories.exploding_files import jpeg
from tests.factories.files import executable, pdf
from tests.factories.trainees import draft, submitted
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.people.models import Applicant

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return open_call()


@pytest.fixture
def client() -> Client:
    return as_user(UserFactory(email="hoa@example.org"))


STEPS: dict[str, dict[str, Any]] = {
    "course": {},
    "consents": {},
    "person": {
        "given_names": "Thị Hương", "family_name": "Nguyễn", "gender": "female",
        "birth_date": "1990-05-17", "nationality": "VN", "second_nationality": "",
        "residence": "VN",
    },
    "work": {
        "employer_name": "Nanogen", "employer_country": "VN", "employer_kind": "company",
        "job_title": "Engineer", "years_of_experience": "4",
    },
    "education": {"education": "master", "field_of_study": "Biology", "english": "advanced"},
    "statement": {"statement": "I will train my colleagues."},
    "papers": {},
}  # fmt: skip


def url(call: Call, step: str = "") -> str:
    return f"/calls/{call.code}/apply/" + (f"{step}/" if step else "")


def seen(client: Client, call: Call, step: str) -> str:
    return str(client.get(url(call, step)).context["form"].initial["seen"])


def begin(client: Client, call: Call) -> HttpResponse:
    posted = {"seen": seen(client, call, "course"), "cohort": call.cohorts.get().pk}
    return client.post(url(call, "course"), posted)


def fill(client: Client, call: Call, step: str, **facts: Any) -> HttpResponse:
    """Post a step as a whole, some facts changed."""
    posted = {"seen": seen(client, call, step), **STEPS[step], **facts}
    return client.post(url(call, step), posted)


def agree(client: Client, call: Call, answer: str = "yes") -> HttpResponse:
    term = call.program.consent_terms.get()
    return fill(client, call, "consents", **{term.field: answer})


def write(client: Client, call: Call) -> Application:
    """A complete draft by way of every step."""
    begin(client, call)
    assert agree(client, call).status_code == 302
    for step in list(STEPS)[2:-1]:
        assert fill(client, call, step).status_code == 302
    fill(client, call, "papers", cv=pdf())
    return Application.objects.get()


def test_each_step_leads_to_the_next_and_the_last_to_the_summary(client: Client, call: Call):
    assert client.get(url(call)).url == url(call, "course")
    assert begin(client, call).url == url(call, "consents")
    steps = list(STEPS)
    for step, following in pairwise(steps[1:]):
        assert fill(client, call, step).url == url(call, following)
    summary = f"/applications/{Application.objects.get().pk}/"
    assert fill(client, call, "papers", cv=pdf()).url == summary


def test_one_goes_on_where_something_is_missing(client: Client, call: Call):
    begin(client, call)
    fill(client, call, "person")
    assert client.get(url(call)).url == url(call, "consents")
    agree(client, call)
    assert client.get(url(call)).url == url(call, "work")
    write(client, call)
    assert client.get(url(call)).url == f"/applications/{Application.objects.get().pk}/"


def test_draft_is_found_again_on_another_device(client: Client, call: Call):
    begin(client, call)
    fill(client, call, "person")
    fill(client, call, "statement", statement="First words")
    other = as_user(Application.objects.get().applicant.user)
    assert "First words" in other.get(url(call, "statement")).content.decode()
    assert "Nguyễn" in other.get(url(call, "person")).content.decode()
    assert Application.objects.get().status == ApplicationStatus.DRAFT


def test_step_before_the_course_leads_to_the_course(client: Client, call: Call):
    assert client.get(url(call, "work")).url == url(call)
    begin(client, call)
    assert client.get(url(call, "nonsense")).url == url(call)


def test_summary_names_what_is_missing_and_links_to_it(client: Client, call: Call):
    begin(client, call)
    fill(client, call, "person", nationality="")
    page = client.get(f"/applications/{Application.objects.get().pk}/").content.decode()
    for label in ("Nationality", "Employer", "Statement of purpose", "Curriculum vitae"):
        assert label in page
    assert f"{url(call, 'person')}#div_id_nationality" in page
    assert f"{url(call, 'papers')}#div_id_cv" in page
    consent = call.program.consent_terms.get()
    assert consent.title in page
    assert f"{url(call, 'consents')}#div_id_{consent.field}" in page
    assert "Submit the application" not in page


@pytest.mark.parametrize("name", ["김민준", "Ọláolúwa Adéyẹmí", "محمد", "O'Neil-Ñandú", "រតនា"])
def test_name_in_any_script_is_kept(client: Client, call: Call, name: str):
    begin(client, call)
    fill(client, call, "person", given_names=name)
    assert Application.objects.get().applicant.given_names == name


def test_certificate_bears_the_name_in_the_passport_unless_another_is_given(
    client: Client, call: Call
):
    begin(client, call)
    fill(client, call, "person")
    assert Applicant.objects.get().name_on_certificate == "Thị Hương Nguyễn"
    fill(client, call, "person", certificate_name="NGUYEN Thi Huong")
    assert Applicant.objects.get().name_on_certificate == "NGUYEN Thi Huong"


def test_stale_tab_keeps_its_text_and_overwrites_nothing(client: Client, call: Call):
    begin(client, call)
    second = seen(client, call, "statement")
    fill(client, call, "statement", statement="From the first tab")
    posted = {"seen": second, "statement": "From the second tab"}
    response = client.post(url(call, "statement"), posted)
    page = response.content.decode()
    assert response.status_code == 422
    assert "saved in another tab" in page
    assert "From the second tab" in page
    assert Application.objects.get().statement == "From the first tab"


def test_two_tabs_on_two_steps_do_not_disturb_each_other(client: Client, call: Call):
    begin(client, call)
    work, statement = seen(client, call, "work"), seen(client, call, "statement")
    client.post(url(call, "work"), STEPS["work"] | {"seen": work})
    client.post(url(call, "statement"), STEPS["statement"] | {"seen": statement})
    application = Application.objects.get()
    assert (application.job_title, application.statement) == (
        "Engineer", "I will train my colleagues.",
    )  # fmt: skip


def test_autosave_answers_in_a_word_and_goes_on_from_there(client: Client, call: Call):
    begin(client, call)
    posted = {"seen": seen(client, call, "statement"), "statement": "First"}
    said = client.post(url(call, "statement"), posted, headers={"X-Autosave": "1"}).json()
    assert "Saved at" in said["text"]
    assert Application.objects.get().statement == "First"
    again = posted | {"seen": said["seen"], "statement": "First words"}
    assert client.post(url(call, "statement"), again).status_code == 302
    refused = client.post(url(call, "statement"), posted, headers={"X-Autosave": "1"})
    assert refused.status_code == 422
    assert "Not saved" in refused.json()["text"]
    assert Application.objects.get().statement == "First words"


def test_first_step_posted_twice_makes_one_draft(client: Client, call: Call):
    posted = {"seen": seen(client, call, "course"), "cohort": call.cohorts.get().pk}
    for _press in range(2):
        assert client.post(url(call, "course"), posted).status_code == 302
    assert Application.objects.count() == 1


def test_too_large_file_is_refused_beside_its_field(client: Client, call: Call):
    begin(client, call)
    limit = settings.UPLOAD_MAX_BYTES
    response = fill(client, call, "papers", cv=pdf(size=limit + 1))
    page = response.content.decode()
    assert response.status_code == 422
    assert f"{limit + 1:,} bytes" in page
    assert 'href="#div_id_cv"' in page
    assert fill(client, call, "papers", cv=pdf(size=limit)).status_code == 302


def test_executable_named_pdf_is_refused(client: Client, call: Call):
    begin(client, call)
    response = fill(client, call, "papers", cv=executable("cv.pdf"))
    assert response.status_code == 422
    assert "not a PDF, JPEG or PNG" in response.content.decode()
    assert not Application.objects.get().documents.exists()


def test_file_that_explodes_is_refused_beside_its_field(client: Client, call: Call):
    begin(client, call)
    picture = SimpleUploadedFile("cv.jpg", jpeg(scans=20_000))
    response = fill(client, call, "papers", cv=picture, endorsement=pdf())
    page = response.content.decode()
    assert response.status_code == 422
    assert "stored in too many layers" in page
    assert 'href="#div_id_cv"' in page
    assert not Application.objects.get().documents.exists()


def test_paper_that_is_not_chosen_again_stays(client: Client, call: Call):
    begin(client, call)
    fill(client, call, "papers", cv=pdf())
    fill(client, call, "papers", endorsement=pdf("letter.pdf", height=145))
    kinds = Application.objects.get().documents.values_list("kind", flat=True)
    assert set(kinds) == {"cv", "endorsement"}
    assert "cv.pdf" in client.get(url(call, "papers")).content.decode()


def test_too_long_statement_says_by_how_much(client: Client, call: Call):
    begin(client, call)
    response = fill(client, call, "statement", statement="word " * 460)
    assert "Shorten it by 10" in response.content.decode()


@pytest.mark.parametrize(
    ("step", "facts", "message"),
    [
        ("person", {"birth_date": "2029-01-01"}, "at least 14 years old"),
        ("work", {"years_of_experience": "300"}, "it is in years"),
        ("person", {"second_nationality": "VN"}, "Choose another one"),
        ("person", {"nationality": "ZZ"}, "Select a valid choice"),
        ("work", {"employer_country": "ZZ"}, "Select a valid choice"),
        ("person", {"given_names": "a\0b"}, "Null characters"),
    ],
)
def test_bad_value_is_refused_beside_its_field(
    client: Client, call: Call, step: str, facts: dict[str, str], message: str
):
    (field,) = facts
    begin(client, call)
    response = fill(client, call, step, **facts)
    assert response.status_code == 422
    page = response.content.decode()
    assert message in page
    assert f'href="#div_id_{field}"' in page
    assert Applicant.objects.get().given_names == ""


@pytest.mark.parametrize(
    ("step", "count"),
    # Session, user, call, applicant, draft, consents, whether there is a curriculum vitae; then
    # papers for the form and below it.
    [("course", 7), ("person", 7), ("work", 7), ("statement", 7), ("papers", 9)],
)
def test_step_has_a_fixed_number_of_queries(
    client: Client, call: Call, step: str, count: int, django_assert_num_queries: Any
):
    write(client, call)
    client.get(url(call, step))  # what is set up around the call is kept by the process
    with django_assert_num_queries(count):
        client.get(url(call, step))


def test_submission_freezes_facts_and_sends_one_receipt(client: Client, call: Call):
    application = write(client, call)
    for _press in range(2):
        response = client.post(f"/applications/{application.pk}/submit/", {"truth": "on"})
        assert response.status_code == 302
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    assert (application.stream.code, str(application.country)) == ("LMIC", "VN")
    assert application.reference == f"{call.code}-{application.pk:06d}"
    receipt = OutgoingEmail.objects.get(kind="application_received")
    assert application.reference in receipt.text
    assert "KST" in receipt.text


@pytest.mark.parametrize(("zone", "count"), [("Africa/Nairobi", 1), ("../etc/passwd", 0)])
def test_receipt_by_mail_shows_the_clock_of_who_applied(
    client: Client, call: Call, zone: str, count: int
):
    application = write(client, call)
    typed = {"truth": "on", "zone": zone}
    assert client.post(f"/applications/{application.pk}/submit/", typed).status_code == 302
    receipt = OutgoingEmail.objects.get(kind="application_received")
    assert [text.count(zone) for text in (receipt.text, receipt.html)] == [count, count]
    assert receipt.text.count("UTC;") == count


def test_submission_without_a_word_of_truth_asks_for_it(client: Client, call: Call):
    application = write(client, call)
    response = client.post(f"/applications/{application.pk}/submit/", {"truth": ""})
    assert response.status_code == 422
    assert "Please confirm that what you have written" in response.content.decode()


def test_submission_without_consent_is_refused_and_named(client: Client, call: Call):
    application = write(client, call)
    agree(client, call, "no")
    response = client.post(f"/applications/{application.pk}/submit/", {"truth": "on"})
    assert response.status_code == 409
    assert call.program.consent_terms.get().title in response.content.decode()


def test_call_that_closed_meanwhile_keeps_the_draft(client: Client, call: Call):
    application = write(client, call)
    with time_machine.travel(call.closes_at + timedelta(seconds=1)):
        client.force_login(application.applicant.user)  # a session does not last that long
        saved = fill(client, call, "statement", statement="Later words")
        submitted = client.post(f"/applications/{application.pk}/submit/", {"truth": "on"})
    application.refresh_from_db()
    assert saved.status_code == 302
    assert submitted.status_code == 409
    assert "Your draft is kept" in submitted.content.decode()
    assert (application.status, application.statement) == (ApplicationStatus.DRAFT, "Later words")


def test_submitted_application_is_shown_instead_of_the_form(call: Call):
    application = submitted(call)
    client = as_user(application.applicant.user)
    for address in (url(call), url(call, "work")):
        assert client.get(address).url == f"/applications/{application.pk}/"


def test_somebody_elses_application_is_not_there(client: Client, call: Call):
    assert client.get(f"/applications/{draft(call).pk}/").status_code == 404


def test_withdrawn_application_can_be_made_again(call: Call):
    application = submitted(call)
    client = as_user(application.applicant.user)
    client.post(f"/applications/{application.pk}/withdraw/", {"reason": "A new job"})
    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN
    assert begin(client, call).status_code == 302
    assert Application.objects.count() == 2


def test_list_is_empty_then_shows_each(client: Client, call: Call):
    assert "You have not applied yet" in client.get("/applications/").content.decode()
    begin(client, call)
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
    begin(client, call)
    response = fill(client, call, "work", review="1")
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


def test_one_file_is_not_two_papers(client: Client, call: Call):
    write(client, call)
    answer = fill(client, call, "papers", endorsement=pdf("letter.pdf"))
    assert answer.status_code == 422
    assert "This is the same file as your “Curriculum vitae”" in answer.content.decode()
    assert [p.kind for p in Application.objects.get().documents.all()] == ["cv"]


def test_paper_that_a_rule_asks_for_is_named_and_linked(client: Client, call: Call):
    rule_of(call, "papers", papers=["cv", "endorsement"])
    application = write(client, call)
    page = client.get(f"/applications/{application.pk}/").content.decode()
    assert f"{url(call, 'papers')}#div_id_endorsement" in page
