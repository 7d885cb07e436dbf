"""Answers to a call's form in words, in the reader's language, section by section."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from courses.models import FormQuestion
from courses.statuses import WITH_CHOICES, QuestionKind
from trainees.actions.answers import Filled
from trainees.models import Document, Review


@dataclass(frozen=True)
class Line:
    """One question with what was answered; empty words where nothing was."""

    label: str
    words: str
    document: Document | None = None


@dataclass(frozen=True)
class Section:
    """The lines of one section."""

    title: str
    lines: list[Line]


def answered(filled: Filled) -> list[Section]:
    """Everything that was asked of this person, with the answers."""
    return _sections(filled, filled.asked())


def for_reviewer(filled: Filled, review: Review) -> list[Section]:
    """What the rubric lets a reviewer see of it."""
    rubric = review.rubric
    hides_names = rubric.hide_name or rubric.hide_organisation
    hidden = {
        QuestionKind.ORGANISATION: rubric.hide_organisation,
        QuestionKind.COUNTRY: rubric.hide_country,
        # Files are shown beside the sheet, with the other papers.
        QuestionKind.FILE: True,
        QuestionKind.AGREEMENT: True,
    }
    return _sections(
        filled,
        [
            question
            for question in filled.asked()
            if not hidden.get(QuestionKind(question.kind))
            and not (question.names_person and hides_names)
        ],
    )


def _sections(filled: Filled, questions: Iterable[FormQuestion]) -> list[Section]:
    chosen = {question.pk for question in questions}
    sections = [
        Section(
            section.title,
            [_line(filled, q) for q in section.questions.all() if q.pk in chosen],
        )
        for section in filled.sections
    ]
    return [section for section in sections if section.lines]


def _line(filled: Filled, question: FormQuestion) -> Line:
    document = filled.documents.get(question.key)
    if document is not None:
        return Line(question.label, document.name, document)
    return Line(question.label, in_words(question, filled.values.get(question.key)))


def in_words(question: FormQuestion, value: Any) -> str:
    """A stored answer as people read it."""
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
