"""Answers to a call's form in words, in the reader's language, section by section."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from courses.calls.models import FormQuestion
from courses.calls.statuses import WITH_CHOICES, QuestionKind
from trainees.applying.actions.answers import FilledForm
from trainees.applying.models import Document


@dataclass(frozen=True)
class AnswerLine:
    """One question with what was answered; empty words where nothing was."""

    label: str
    words: str
    document: Document | None = None


@dataclass(frozen=True)
class AnswerSection:
    """The lines of one section."""

    title: str
    lines: list[AnswerLine]


def answered(filled: FilledForm) -> list[AnswerSection]:
    return sections_of(filled, filled.asked())


def sections_of(filled: FilledForm, questions: Iterable[FormQuestion]) -> list[AnswerSection]:
    """These questions with their answers; a section without any is left out."""
    chosen = {question.pk for question in questions}
    sections = [
        AnswerSection(
            section.title,
            [_line(filled, q) for q in section.questions.all() if q.pk in chosen],
        )
        for section in filled.sections
    ]
    return [section for section in sections if section.lines]


def _line(filled: FilledForm, question: FormQuestion) -> AnswerLine:
    document = filled.documents.get(question.key)
    if document is not None:
        return AnswerLine(question.label, document.name, document)
    return AnswerLine(question.label, in_words(question, filled.values.get(question.key)))


def in_words(question: FormQuestion, value: Any) -> str:
    if value is None:
        return ""
    if question.kind in WITH_CHOICES:
        labels = {choice.value: choice.label for choice in question.choices.all()}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(one, one)) for one in chosen)
    if question.kind == QuestionKind.DATE:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if question.kind == QuestionKind.COUNTRY:
        return str(countries.name(value))
    words = {"yes": _("Yes"), "no": _("No"), True: _("I agree")}
    is_word = question.kind in (QuestionKind.YES_NO, QuestionKind.AGREEMENT)
    return words[value] if is_word else str(value)
