"""Returns for missing papers: only what was asked changes, and only a person decides."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from ivi_training.guards.errors import MoveNotAllowed
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.files import pdf
from tests.factories.forms import form_for, handed_in
from tests.factories.trainees import submitted
from trainees import tasks
from trainees.applying.models import Application, Document
from trainees.screening.actions import findings, returns
from trainees.screening.errors import AnswerIncomplete, ReturnClosed
from trainees.screening.models import ReturnRequest
from trainees.screening.statuses import IneligibleReason

pytestmark = pytest.mark.django_db


def asked(application: Application | None = None, **facts: Any) -> ReturnRequest:
    wish = {
        "fields": ["job_title"],
        "papers": ["endorsement"],
        "text": "Please sign the letter.",
        "due_at": timezone.now() + timedelta(days=7),
        "by": UserFactory(),
    }
    return returns.ask(application or submitted(), **wish | facts)


def give(request: ReturnRequest, **answers: Any) -> None:
    by = request.application.applicant.user
    files = {kind: pdf() for kind in request.asked_papers}
    returns.answer(request, answers=answers, files=files, by=by)


def test_asking_returns_the_application_and_tells_both_clocks():
    request = asked()
    assert request.application.status == "returned"
    mail = OutgoingEmail.objects.get(kind="application_returned")
    assert "KST (" in mail.text
    assert "UTC)" in mail.text
    assert "- position" in mail.text
    assert "Letter of your employer" in mail.text


def test_answer_changes_what_was_asked_and_hands_in_again():
    request = asked()
    first = request.application.submitted_at
    give(request, job_title="Head of quality")
    application = Application.objects.get()
    assert (application.status, application.job_title) == ("submitted", "Head of quality")
    assert application.submitted_at == first
    assert application.documents.filter(kind="endorsement").exists()
    assert ReturnRequest.objects.get().answered_at
    assert application.eligibility_results.filter(number=2).exists()


def test_incomplete_answer_is_refused_by_name():
    with pytest.raises(AnswerIncomplete) as refused:
        give(asked(papers=[]), job_title="")
    assert refused.value.then == ["position"]


def test_employer_country_asked_for_derives_the_stream_again():
    request = asked(submitted(employer_country="JP"), fields=["employer_country"], papers=[])
    assert request.application.stream is None
    give(request, employer_country="VN")
    application = Application.objects.get()
    assert application.stream.code == "LMIC"
    assert application.organisation.country == "VN"


@pytest.mark.parametrize("facts", [{"statement": "New"}, {"country": "KE"}, {"gender": "male"}])
def test_database_refuses_any_other_change(facts: dict[str, Any]):
    request = asked()
    with pytest.raises(IntegrityError, match="stands as submitted"), transaction.atomic():
        Application.objects.update(**facts)
    Application.objects.update(job_title="Head of quality")
    with pytest.raises(IntegrityError, match="papers"), transaction.atomic():
        Document.objects.filter(application=request.application, kind="cv").update(name="x")


def test_submitted_answers_and_papers_stand():
    submitted()
    with pytest.raises(IntegrityError, match="stands as submitted"), transaction.atomic():
        Application.objects.update(statement="Better")
    with pytest.raises(IntegrityError, match="papers"), transaction.atomic():
        Document.objects.all().delete()


def test_nobody_is_asked_twice_at_a_time_nor_after_a_decision():
    request = asked()
    with pytest.raises(MoveNotAllowed):
        asked(request.application)
    give(request, job_title="Head")
    asked(Application.objects.select_related("cohort").get())
    assert ReturnRequest.objects.count() == 2


def test_late_answer_is_taken_until_a_person_decides():
    request = asked()
    with time_machine.travel(request.due_at + timedelta(days=1)):
        assert request.is_overdue
        assert list(ReturnRequest.objects.overdue()) == [request]
        give(request, job_title="Head")
    assert not ReturnRequest.objects.overdue().exists()


def test_decision_without_the_answer_closes_the_request():
    request = asked()
    findings.mark_ineligible(
        [request.application], reason=IneligibleReason.DOCUMENTS, note="", by=UserFactory()
    )
    with pytest.raises(ReturnClosed):
        give(request, job_title="Head")
    assert ReturnRequest.objects.get().closed_at


def test_request_taken_back_leaves_the_application_as_submitted():
    request = asked()
    returns.take_back(request, by=UserFactory(), reason="Found it")
    assert Application.objects.get().status == "submitted"
    assert ReturnRequest.objects.get().closed_at


def test_reminder_goes_out_once_two_days_before():
    request = asked()
    with time_machine.travel(request.due_at - timedelta(days=2)):
        tasks.remind_returned()
        tasks.remind_returned()
    mails = OutgoingEmail.objects.filter(kind="application_return_due")
    assert mails.count() == 1


# --- questions of the call's form ---------------------------------------------------------------


@pytest.fixture
def asked_again() -> ReturnRequest:
    """One question of the form is asked again, nothing else."""
    call = open_call()
    form_for(call)
    return asked(handed_in(call), fields=[], papers=[], questions=["plan"])


def give_plan(request: ReturnRequest, value: str | None) -> None:
    (question,) = request.questions()
    by = request.application.applicant.user
    returns.answer(request, answers={}, files={}, given={question: value}, by=by)


def test_question_of_the_form_is_asked_again_and_answered(asked_again: ReturnRequest):
    mail = OutgoingEmail.objects.get(kind="application_returned")
    assert "- Plan" in mail.text
    give_plan(asked_again, "Teach everybody")
    application = Application.objects.get()
    assert application.status == "submitted"
    assert application.answers.get(question__key="plan").value == "Teach everybody"


def test_question_asked_again_needs_an_answer(asked_again: ReturnRequest):
    with pytest.raises(AnswerIncomplete) as refused:
        give_plan(asked_again, None)
    assert refused.value.then == ["Plan"]


def test_database_keeps_every_other_answer(asked_again: ReturnRequest):
    answers = asked_again.application.answers
    answers.filter(question__key="plan").update(value="Another")
    with pytest.raises(IntegrityError, match="stand"), transaction.atomic():
        answers.filter(question__key="role").update(value="other")
