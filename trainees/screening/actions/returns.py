"""Returns for missing papers: asked once with a deadline, answered whole, never a refusal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.models import FormQuestion
from courses.programs.actions import programs
from ivi_training.accounts.models import User
from ivi_training.files.models.stored_file import Upload
from trainees.applying.actions import answers as form_answers
from trainees.applying.actions import papers, streams
from trainees.applying.actions.answers import FilledForm
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.errors import DeadlinePassed
from trainees.screening.actions import eligibility, submissions
from trainees.screening.emails import screening as emails
from trainees.screening.errors import AnswerIncomplete, ReturnClosed
from trainees.screening.models import ReturnRequest


@transaction.atomic
def ask(  # noqa: PLR0913 - what is asked, until when, by whom
    application: Application,
    *,
    fields: Sequence[str],
    papers: Sequence[str],
    questions: Sequence[str] = (),
    text: str,
    due_at: datetime,
    by: User,
) -> ReturnRequest:
    """Return a submitted application for what is missing; the applicant is told until when.

    The call may be closed meanwhile: the deadline is the request's own. Refused where it is over,
    and where nothing is asked.
    """
    if not (fields or papers or questions):
        raise AnswerIncomplete(_("Tick at least one paper or answer to ask for."))
    if due_at <= timezone.now():
        raise DeadlinePassed(_("Choose a time in the future."))
    programs.lock(application.cohort.program_id)
    _hold(application)
    request = ReturnRequest(
        application=application,
        asked_fields=list(fields),
        asked_papers=list(papers),
        asked_questions=list(questions),
        text=text,
        due_at=due_at,
        made_by=by,
    )
    if application.can_move(ApplicationStatus.RETURNED):
        request.save()
    application.move(ApplicationStatus.RETURNED, by=by, reason=text)
    emails.application_returned(request)
    return request


@transaction.atomic
def answer(
    request: ReturnRequest,
    *,
    answers: Mapping[str, Any],
    files: Mapping[str, Upload],
    by: User,
    given: Mapping[FormQuestion, Any] | None = None,
) -> None:
    """Change what was asked and nothing else, and hand the application in again.

    Late is taken as long as nobody has decided. Refused where something asked for is missing.
    """
    application = request.application
    programs.lock(application.cohort.program_id)
    _hold(application)
    request.refresh_from_db(fields=["answered_at", "closed_at"])
    if not request.is_open:
        raise ReturnClosed(
            _("You have answered already, or your application was decided without the answer."),
            then=[_("Open the application: it shows its status.")],
        )
    _refuse_gaps(request, answers, files, given or {})
    for name in request.asked_fields:
        setattr(application, name, answers[name])
    application.save(update_fields=list(request.asked_fields))
    for kind in request.asked_papers:
        papers.store(application, kind, files[kind])
    form_answers.write(application, given or {})
    _follow(application, request.asked_fields)
    request.answered_at = timezone.now()
    request.save(update_fields=["answered_at"])
    application.move(ApplicationStatus.SUBMITTED, by=by)
    eligibility.check([application])


def _hold(application: Application) -> None:
    """Let the first of two steps on an application go first, and the other one see it."""
    # The applicant answers while the office takes the request back: one of the two is refused.
    held = Application.objects.select_for_update(of=("self",), no_key=True)
    application.refresh_from_db(fields=["status"], from_queryset=held)


def _refuse_gaps(
    request: ReturnRequest,
    answers: Mapping[str, Any],
    files: Mapping[str, Upload],
    given: Mapping[FormQuestion, Any],
) -> None:
    names = [*request.asked_fields, *request.asked_papers]
    labels = dict(zip(names, request.asked_labels(), strict=False))
    has = {name for name in answers if answers[name] not in (None, "")} | set(files)
    missing = [label for name, label in labels.items() if name not in has]
    filled = form_answers.read(request.application)
    missing += [
        question.label
        for question in request.questions()
        if question.is_required and _after(filled, question, given) is None
    ]
    if missing:
        raise AnswerIncomplete(_("Please give these too, then hand in again."), then=missing)


def _after(filled: FilledForm, question: FormQuestion, given: Mapping[FormQuestion, Any]) -> Any:
    """What is stored for the question once these answers are."""
    return given[question] if question in given else filled.values.get(question.key)


def _follow(application: Application, changed: Sequence[str]) -> None:
    if {"employer_name", "employer_country"} & set(changed):
        application.organisation = submissions.organisation_of(application)
        application.save(update_fields=["organisation"])
    if "employer_country" in changed:
        streams.derive(application)
        application.save(update_fields=["stream", "stream_inputs"])


@transaction.atomic
def take_back(request: ReturnRequest, *, by: User, reason: str) -> None:
    """End the request without an answer: the application is in the queue as it was submitted."""
    application = request.application
    programs.lock(application.cohort.program_id)
    _hold(application)
    if application.status != ApplicationStatus.RETURNED:
        raise ReturnClosed(_("The applicant answered, or the application was decided."))
    application.move(ApplicationStatus.SUBMITTED, by=by, reason=reason)


def remind(request: ReturnRequest) -> None:
    """Write once to an applicant whose deadline comes near."""
    emails.return_due(request)
