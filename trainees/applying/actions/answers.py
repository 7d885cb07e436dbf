"""Answers to a call's form: a draft follows the newest version, what is handed in stays bound."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from courses.calls.actions import forms
from courses.calls.actions import setup as setups
from courses.calls.actions.setup import Setup
from courses.calls.models import FormQuestion, FormSection, FormVersion
from courses.calls.statuses import QuestionKind
from trainees.applying.actions import papers
from trainees.applying.models import Answer, Application, Document
from trainees.applying.statuses import ApplicationStatus

if TYPE_CHECKING:
    # What is asked after acceptance is filled in alike; nothing here knows more of it.
    from trainees.joining.models import Onboarding


@dataclass(frozen=True)
class FilledForm:
    """A form with what one applicant answered; empty for a call without a form."""

    setup: Setup
    version: FormVersion | None = None
    sections: Sequence[FormSection] = ()
    values: dict[str, Any] = field(default_factory=dict)  # by key; of a file its checksum
    documents: dict[str, Document] = field(default_factory=dict)
    papers: frozenset[str] | None = None  # kinds of papers there are, where they were read

    @property
    def questions(self) -> list[FormQuestion]:
        return [question for section in self.sections for question in section.questions.all()]

    def asked(self) -> list[FormQuestion]:
        return forms.visible_questions(self.questions, self.values)

    def missing(self) -> list[FormQuestion]:
        """Questions that need an answer and have none."""
        return [q for q in self.asked() if q.is_required and q.key not in self.values]


def form_of(application: Application, setup: Setup | None = None) -> FormVersion | None:
    """The newest form of the call for a draft; otherwise the one that the answers belong to."""
    if application.status == ApplicationStatus.DRAFT:
        return (setup or setups.of(application.call_id)).form
    return application.form_version


def read(application: Application, setup: Setup | None = None) -> FilledForm:
    """The form of an application with its answers, in a fixed number of queries."""
    setup = setup or setups.of(application.call_id)
    return read_form(application, setup, form_of(application, setup))


def read_form(application: Application, setup: Setup, version: FormVersion | None) -> FilledForm:
    """One version of a form, of either stage, with the answers to its stage that fit."""
    if version is None:
        return FilledForm(setup)
    sections = version.outline()
    if application._state.adding:
        return FilledForm(setup, version, sections)
    known = {q.key: q for section in sections for q in section.questions.all()}
    values = {
        answer.question.key: answer.value
        for answer in _answers_at(application, version.stage)
        if fits(known.get(answer.question.key), answer.question, answer.value)
    }
    papers = list(application.documents.given_at(version.stage).select_related("question"))
    files = {
        paper.question.key: paper
        for paper in papers
        if paper.question and fits(known.get(paper.question.key), paper.question, None)
    }
    sums = {key: paper.sha256 for key, paper in files.items()}
    kinds = frozenset(paper.kind for paper in papers)
    return FilledForm(setup, version, sections, values | sums, files, kinds)


def _answers_at(application: Application, stage: str) -> QuerySet[Answer]:
    """Answers to the forms of one stage: their keys say nothing about those of the other."""
    given = application.answers.filter(question__version__stage=stage)
    return given.select_related("question")


def fits(question: FormQuestion | None, answered: FormQuestion, value: Any) -> bool:
    """Whether an answer to an earlier question is an answer to this one: same kind, still there."""
    if question is None or question.kind != answered.kind:
        return False
    if question.kind not in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        return True
    chosen = value if isinstance(value, list) else [value]
    return set(chosen) <= set(forms.answers_of(question))


def save(application: Application, given: Mapping[FormQuestion, Any]) -> None:
    """Store answers of a draft, None for none; under the lock of whoever saves the draft.

    The form may have moved on since the page was loaded: then they are carried over by key.
    """
    version = bind_to_newest(application)
    if version is not None:
        write(application, by_questions_of(version, given))


def by_questions_of(
    version: FormVersion, given: Mapping[FormQuestion, Any]
) -> dict[FormQuestion, Any]:
    now = {(q.key, q.kind): q for s in version.outline() for q in s.questions.all()}
    return {now[q.key, q.kind]: v for q, v in given.items() if (q.key, q.kind) in now}


def write(application: Application, given: Mapping[FormQuestion, Any]) -> None:
    """Write answers to the questions of the bound form, in a fixed number of statements."""
    files = {q: value for q, value in given.items() if isinstance(value, UploadedFile)}
    for question, upload in files.items():
        papers.store(application, Document.Kind.ANSWER, upload, question=question)
    empty = [q for q, value in given.items() if value is None and q not in files]
    if empty:
        application.answers.filter(question__in=empty).delete()
    Answer.objects.bulk_create(
        [
            Answer(application=application, question=question, value=value)
            for question, value in given.items()
            if value is not None and question not in files
        ],
        update_conflicts=True,
        unique_fields=["application", "question"],
        update_fields=["value", "saved_at"],
    )


def bind_to_newest(application: Application, setup: Setup | None = None) -> FormVersion | None:
    """Bind a draft to the newest form of its call."""
    newest = form_of(application, setup)
    return newest and bind(application, application, newest)


def bind(
    bound: "Application | Onboarding", application: Application, newest: FormVersion
) -> FormVersion:
    """Bind what is being filled in to a form; answers are carried by key of the same kind."""
    if newest.pk == bound.form_version_id:
        return newest
    bound.form_version = newest
    bound.save(update_fields=["form_version"])
    known = {q.key: q for section in newest.outline() for q in section.questions.all()}
    _carry(Answer, _answers_at(application, newest.stage), known)
    files = application.documents.given_at(newest.stage).exclude(question=None)
    _carry(Document, files.select_related("question"), known)
    return newest


def _carry(
    model: type[Answer | Document], rows: Iterable[Any], known: Mapping[str, FormQuestion]
) -> None:
    """Point rows to the new questions; what has none there is left behind."""
    moved: list[Any] = []
    left: list[int] = []
    for row in rows:
        if _moves(row, known):
            moved.append(row)
        else:
            left.append(row.pk)
    model._default_manager.bulk_update(moved, ["question"])
    model._default_manager.filter(pk__in=left).delete()


def _moves(row: Answer | Document, known: Mapping[str, FormQuestion]) -> bool:
    """Point the answer to the question of the same key; say whether there is one."""
    if row.question is None:
        return False
    question = known.get(row.question.key)
    if not fits(question, row.question, getattr(row, "value", None)):
        return False
    row.question = question
    return True


def drop_hidden(application: Application, filled: FilledForm) -> None:
    """Forget answers to questions that the other answers hide: nobody meant to hand them in."""
    asked = {question.key for question in filled.asked()}
    hidden = [q for q in filled.questions if q.key not in asked and q.key in filled.values]
    if hidden:
        application.answers.filter(question__in=hidden).delete()
        application.documents.filter(question__in=hidden).delete()
