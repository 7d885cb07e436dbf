"""Forms of calls: set up as drafts, published once and then standing; the next one is a copy."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.models import Call, FormChoice, FormQuestion, FormSection, FormVersion
from courses.statuses import DECIDING, WITH_CHOICES, FormStage
from ivi_training.actions import publishing
from ivi_training.models import User

_OF_SECTION = ("position", "title_en", "title_ko", "help_en", "help_ko")
_OF_QUESTION = (
    "position", "key", "kind", "label_en", "label_ko", "help_en", "help_ko", "is_required",
    "names_person", "word_limit", "low", "high", "shown_if", "shown_values",
)  # fmt: skip
_OF_CHOICE = ("position", "value", "label_en", "label_ko")


def shown(questions: Iterable[FormQuestion], values: dict[str, Any]) -> list[FormQuestion]:
    """The questions, in their order, that the answers given by key let be asked.

    The answer to a question that is itself hidden shows nothing.
    """
    asked: list[FormQuestion] = []
    heard = dict(values)
    for question in questions:
        if question.is_shown_by(heard):
            asked.append(question)
        else:
            heard.pop(question.key, None)
    return asked


def publish(version: FormVersion, *, by: User) -> None:
    """Let applicants answer it; refused while something is missing, and a second time."""
    publishing.publish(version, by=by, what_is_missing=what_is_missing)


def what_is_missing(version: FormVersion) -> list[str]:
    """What a form needs before it is published, in words."""
    sections = version.outline()
    missing = [
        _("“%(section)s”: add a question, or drop the section.") % {"section": section.title}
        for section in sections
        if not section.questions.all()
    ]
    if not sections:
        missing.append(_("Add a section with at least one question."))
    earlier: dict[str, FormQuestion] = {}
    for question in [q for section in sections for q in section.questions.all()]:
        missing += _gaps(question, earlier)
        earlier[question.key] = question
    return missing


def _gaps(question: FormQuestion, earlier: dict[str, FormQuestion]) -> list[str]:
    """What one question still needs, looking at those before it."""
    facts = {"question": question.label, "key": question.shown_if}
    if question.kind in WITH_CHOICES and not question.choices.all():
        return [_("“%(question)s”: give its choices.") % facts]
    if not question.shown_if:
        return []
    deciding = earlier.get(question.shown_if)
    if deciding is None:
        return [_("“%(question)s”: no question before it has the key “%(key)s”.") % facts]
    if deciding.kind not in DECIDING:
        return [
            _("“%(question)s”: “%(key)s” is neither a choice, nor yes or no, nor a country.")
            % facts
        ]
    possible = answers_of(deciding)
    unknown = [value for value in question.shown_values if possible and value not in possible]
    return [
        _("“%(question)s”: “%(value)s” is no answer to “%(key)s”.") % (facts | {"value": value})
        for value in unknown
    ]


def answers_of(question: FormQuestion) -> list[str]:
    """The values that can be answered; none listed for a country."""
    if question.kind in WITH_CHOICES:
        return [choice.value for choice in question.choices.all()]
    return ["yes", "no"] if question.kind == "yes_no" else []


@transaction.atomic
def start_draft(
    call: Call, stage: str = FormStage.APPLICATION, *, like: FormVersion | None = None
) -> FormVersion:
    """The next version of a call's form as a draft: a copy of `like`, empty without.

    A draft that has sections already is returned as it is: nobody's work is thrown away.
    """
    Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    versions = FormVersion.objects.filter(call=call, stage=stage)
    draft = versions.filter(published_at__isnull=True).first()
    if draft is None:
        newest = versions.aggregate(n=Max("number"))["n"] or 0
        draft = FormVersion.objects.create(call=call, stage=stage, number=newest + 1)
    if like is not None and not draft.sections.exists():
        _copy(like.outline(), draft)
    return draft


def _copy(outline: Sequence[FormSection], to: FormVersion) -> None:
    """Copy sections, questions and choices, in three statements."""
    sections = FormSection.objects.bulk_create(
        FormSection(version=to, **_facts(old, _OF_SECTION)) for old in outline
    )
    pairs = [
        (question, section)
        for old, section in zip(outline, sections, strict=True)
        for question in old.questions.all()
    ]
    questions = FormQuestion.objects.bulk_create(
        FormQuestion(section=section, version=to, **_facts(old, _OF_QUESTION))
        for old, section in pairs
    )
    FormChoice.objects.bulk_create(
        FormChoice(question=new, **_facts(choice, _OF_CHOICE))
        for (old, _section), new in zip(pairs, questions, strict=True)
        for choice in old.choices.all()
    )


def _facts(thing: FormSection | FormQuestion | FormChoice, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


@transaction.atomic
def set_choices(question: FormQuestion, choices: Sequence[tuple[str, str, str]]) -> None:
    """Replace the choices of a question in a draft: value, English, Korean."""
    question.choices.all().delete()
    FormChoice.objects.bulk_create(
        FormChoice(
            question=question, position=position, value=value, label_en=english, label_ko=korean
        )
        for position, (value, english, korean) in enumerate(choices, start=1)
    )
