"""The screening queue, one application in it, and the applicant's page for what is missing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.courses import open_call
from tests.factories.files import pdf
from tests.factories.forms import form_for, handed_in
from tests.factories.trainees import draft, eligible, returned, submitted
from trainees.applying.models import Application
from trainees.screening.actions import returns, submissions
from trainees.screening.models import ReturnRequest, ScreeningStep

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]

# Session, user, the roles' permissions; the cohort; the rows, their results, what
# was asked; the latest steps.
QUERIES = 8


def queue(application: Application) -> str:
    return f"/admin/courses/cohort/{application.cohort_id}/screening/"


def page_of_one(application: Application, step: str = "screen") -> str:
    return f"/admin/trainees/application/{application.pk}/{step}/"


@pytest.mark.parametrize("count", [1, 3])
def test_queue_has_a_fixed_number_of_queries(
    as_role: SignIn, django_assert_num_queries: DjangoAssertNumQueries, count: int
):
    call = open_call()
    made = [submitted(call, applicant__nationality="VE") for _number in range(count)]
    client = as_role(Role.ADMISSIONS)
    with django_assert_num_queries(QUERIES):
        page = client.get(queue(made[0])).content.decode()
    assert page.count("data-select-item") == count
    assert "For a person to decide" in page


def test_queue_shows_the_oldest_first_and_each_part_on_its_own(as_role: SignIn):
    call = open_call()
    clear = submitted(call, applicant__given_names="Clear")
    decide = submitted(call, applicant__given_names="Decide", applicant__nationality="VE")
    late = returned(call, due_at=timezone.now() + timedelta(hours=1)).application
    answered = returned(call, fields=["job_title"], papers=[])
    by = answered.application.applicant.user
    returns.answer(answered, answers={"job_title": "Head"}, files={}, by=by)
    eligible(call)
    everybody = [clear, decide, late, answered.application]
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        client = as_role(Role.ADMISSIONS)
        for part, shown in {
            "": everybody,
            "clear": [clear, answered.application],
            "decide": [decide],
            "answered": [answered.application],
            "overdue": [late],
            "nonsense": everybody,
        }.items():
            page = client.get(f"{queue(clear)}?part={part}")
            assert (part, page.context["page"].rows) == (part, shown)


def test_ticked_are_previewed_with_those_left_out_then_found_eligible(as_role: SignIn):
    call = open_call()
    first, second, done = submitted(call), submitted(call), eligible(call)
    client, step = as_role(Role.ADMISSIONS), queue(first).replace("screening", "screen")
    posted = {"applications": [first.pk, second.pk, done.pk], "is_eligible": "yes", "queue": "yes"}
    page = client.post(step, posted)
    text = page.content.decode()
    assert "Do it for 2 applications" in text
    assert f"{done.applicant.full_name} ({done.reference}): It is “Eligible”." in text
    assert Application.objects.filter(status="eligible").count() == 1

    posted |= {"applications": [first.pk, second.pk], "digest": page.context["plan"].digest}
    answer = client.post(step, posted)
    assert (answer.status_code, answer.url) == (302, queue(first))
    assert Application.objects.filter(status="eligible").count() == 3

    refused = client.post(step, posted)
    assert refused.status_code == 409
    assert first.applicant.full_name in refused.content.decode()


def test_one_is_screened_beside_its_results_and_the_next_one_comes(as_role: SignIn):
    call = open_call()
    first, second = submitted(call, applicant__nationality="VE"), submitted(call)
    client = as_role(Role.ADMISSIONS)
    page = client.get(page_of_one(first)).content.decode()
    assert "No rule fits" in page
    assert page_of_one(second) in page
    refused = client.post(page_of_one(first), {"is_eligible": "no"})
    assert refused.status_code == 422
    answer = client.post(page_of_one(first), {"is_eligible": "yes"})
    assert answer.url == page_of_one(second)
    first.refresh_from_db()
    assert first.status == "eligible"


def test_returning_needs_something_to_ask_and_a_future(as_role: SignIn):
    application = submitted()
    client, step = as_role(Role.ADMISSIONS), page_of_one(application, "return")
    past = {"text": "Sign", "due_at": "2020-01-01T18:00"}
    page = client.post(step, past)
    assert page.status_code == 422
    assert "Tick at least one" in page.content.decode()
    assert "Choose a time in the future" in page.content.decode()
    future = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    client.post(step, {"papers": ["endorsement"], "text": "Sign", "due_at": future})
    assert ReturnRequest.objects.get().asked_papers == ["endorsement"]


def test_applicant_answers_exactly_what_was_asked():
    asked = returned()
    application = asked.application
    client, address = (
        as_user(application.applicant.user),
        f"/applications/{application.pk}/missing/",
    )
    page = client.get(address)
    assert set(page.context["form"].fields) == {"seen", "job_title", "endorsement"}
    assert "Please sign the letter." in page.content.decode()

    seen = page.context["form"].initial["seen"]
    refused = client.post(address, {"seen": seen, "job_title": "Head"})
    assert refused.status_code == 422
    paper = SimpleUploadedFile("letter.pdf", pdf().read(), "application/pdf")
    posted = {"seen": seen, "job_title": "Head", "endorsement": paper}
    assert client.post(address, posted | {"statement": "Smuggled"}).status_code == 302
    application.refresh_from_db()
    assert (application.status, application.job_title) == ("submitted", "Head")
    assert application.statement != "Smuggled"
    assert client.get(address).status_code == 302


def test_administrator_marks_a_question_of_the_form_and_exactly_that_opens(as_role: SignIn):
    call = open_call()
    form_for(call)
    application = handed_in(call)
    client, step = as_role(Role.ADMISSIONS), page_of_one(application, "return")
    assert "Role other" not in client.get(step).content.decode()
    future = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    client.post(step, {"questions": ["plan"], "text": "More, please", "due_at": future})
    own, address = as_user(application.applicant.user), f"/applications/{application.pk}/missing/"
    page = own.get(address)
    assert set(page.context["form"].fields) == {"seen", "q_plan"}
    assert "Teach my colleagues" in page.content.decode()
    posted = {"seen": page.context["form"].initial["seen"], "q_role": "other"}
    assert own.post(address, posted | {"q_plan": ""}).status_code == 422
    assert own.post(address, posted | {"q_plan": "Teach them"}).status_code == 302
    kept = dict(application.answers.values_list("question__key", "value"))
    assert kept == {"role": "engineer", "plan": "Teach them"}


def test_request_is_taken_back_by_a_person(as_role: SignIn):
    asked = returned()
    step = f"/admin/trainees/application/return/{asked.pk}/take-back/"
    as_role(Role.ADMISSIONS).post(step, {"reason": "Found it"})
    assert Application.objects.get().status == "submitted"


def test_step_is_taken_back_from_the_queue(as_role: SignIn):
    application = eligible()
    client, step = as_role(Role.ADMISSIONS), ScreeningStep.objects.get()
    undo = f"/admin/courses/cohort/screening/{step.pk}/undo/"
    assert undo in client.get(queue(application)).content.decode()
    assert client.get(undo).status_code == 200
    client.post(undo, {"reason": "Wrong list"})
    application.refresh_from_db()
    assert application.status == "submitted"
    assert client.post(undo, {"reason": "Again"}).status_code == 409


def test_file_that_somebody_else_handed_in_is_told(as_role: SignIn):
    call = open_call()
    first, second, other = submitted(call), submitted(call), draft(call)
    other.documents.update(sha256="0" * 64)
    submissions.submit(other, by=other.applicant.user)
    admissions = as_role(Role.ADMISSIONS)
    page = admissions.get(page_of_one(first)).content.decode()
    assert "Somebody else has handed in the same file." in page
    assert str(second.reference) in page
    assert "same file" not in admissions.get(page_of_one(other)).content.decode()
