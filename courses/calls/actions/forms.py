"""Forms of calls: set up as drafts, published once and then standing; the next one is a copy."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.calls.models import Call, FormChoice, FormQuestion, FormSection, FormVersion
from courses.calls.statuses import DECIDING, WITH_CHOICES, FormStage
from ivi_training.accounts.models import User
from ivi_training.guards.actions import publishing
from ivi_training.guards.errors import RuleBroken

_OF_SECTION = ("position", "title_en", "title_ko", "help_en", "help_ko")
_OF_QUESTION = (
    "position", "key", "kind", "label_en", "label_ko", "help_en", "help_ko", "is_required",
    "names_person", "word_limit", "low", "high", "shown_if", "shown_values",
)  # fmt: skip
_OF_CHOICE = ("position", "value", "label_en", "label_ko")
# Where a question says what it asks for.
ASKING = ("key", "label_en", "label_ko")
# Never: no law lets the program process it.
_RESIDENT_NUMBER = re.compile(
    r"residen(t|ts|ce)'?\s+(registration|number|no\b|id)|korean\s+id\b|\brrn\b|\bjumin"
    r"|주민\s*등록|주민\s*번호|주민\s*아이디",
    re.IGNORECASE,
)
# Not before acceptance: who is not selected should not have given it.
_LATE = re.compile(
    r"passport[\s_]*(no|num|copy|page|scan|exp)|passport$|visa\b|medical|allerg|diet|disab|pregnan"
    r"|blood[\s_]+(group|type)|illness|disease|vaccinated|health[\s_]+(condition|status|problem)"
    r"|여권|비자|사증|병력|건강\s*상태|장애|알레르기|임신|질병|질환|식이|식단",
    re.IGNORECASE,
)


class ChoicesRefused(RuleBroken):
    """Only a question with choices has them."""

    title = gettext_lazy("This question has no choices")


class OfOtherStage(RuleBroken):
    """What is asked after acceptance is not asked of everybody who applies."""

    title = gettext_lazy("That form is asked at another time")


def visible_questions(
    questions: Iterable[FormQuestion], values: dict[str, Any]
) -> list[FormQuestion]:
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
        _("“%(section)s”: add a question, or delete the section.") % {"section": section.title}
        for section in sections
        if not section.questions.all()
    ]
    if not sections:
        missing.append(_("Add a section with at least one question."))
    earlier: dict[str, FormQuestion] = {}
    for question in [q for section in sections for q in section.questions.all()]:
        missing += _gaps(question, version.stage, earlier)
        earlier[question.key] = question
    return missing


def why_not_asked(text: str, stage: str) -> str:
    """Why a question with these words is not put on a form of this stage; empty where it may be."""
    words = text.replace("_", " ")
    if _RESIDENT_NUMBER.search(words):
        return _("The resident registration number is never asked for.")
    if stage == FormStage.APPLICATION and _LATE.search(words):
        return _(
            "Passport, visa, health and meals are not asked with an application. Put this on the "
            "form for after acceptance."
        )
    return ""


def _gaps(question: FormQuestion, stage: str, earlier: dict[str, FormQuestion]) -> list[str]:
    """What one question still needs, looking at those before it; why it is not to be asked."""
    facts = {"question": question.label, "key": question.shown_if}
    for name in ASKING:
        why = why_not_asked(getattr(question, name), stage)
        if why:
            return [_("“%(question)s”: %(why)s") % (facts | {"why": why})]
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

    A draft that has sections already is returned as it is: nobody's work is thrown away. Refused
    for a copy of what is asked at another stage.
    """
    if like is not None and like.stage != stage:
        raise OfOtherStage(
            _("“%(form)s” is asked at another stage.") % {"form": like},
            then=[_("Choose a form of the same stage, or begin with an empty one.")],
        )
    # Numbers of versions follow each other: two at a time would take the same one.
    Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    versions = FormVersion.objects.filter(call=call, stage=stage)
    draft, _is_new = publishing.next_draft(versions, {"call": call, "stage": stage})
    if like is not None and not draft.sections.exists():
        _copy(like.outline(), draft)
    return draft


def next_version(version: FormVersion) -> FormVersion:
    """The next version of the same form as a copy."""
    return start_draft(version.call, version.stage, like=version)


def _copy(outline: Sequence[FormSection], to: FormVersion) -> None:
    """Copy sections, questions and choices, in three statements."""
    sections = FormSection.objects.bulk_create(
        FormSection(version=to, **publishing.facts_of(old, _OF_SECTION)) for old in outline
    )
    pairs = [
        (question, section)
        for old, section in zip(outline, sections, strict=True)
        for question in old.questions.all()
    ]
    questions = FormQuestion.objects.bulk_create(
        FormQuestion(section=section, version=to, **publishing.facts_of(old, _OF_QUESTION))
        for old, section in pairs
    )
    FormChoice.objects.bulk_create(
        FormChoice(question=new, **publishing.facts_of(choice, _OF_CHOICE))
        for (old, _section), new in zip(pairs, questions, strict=True)
        for choice in old.choices.all()
    )


@transaction.atomic
def set_choices(question: FormQuestion, choices: Sequence[tuple[str, str, str]]) -> None:
    """Replace the choices of a question in a draft: value, English, Korean.

    Refused for a kind of question that has none.
    """
    if choices and question.kind not in WITH_CHOICES:
        raise ChoicesRefused(_("Only a question with choices has them."))
    question.choices.all().delete()
    FormChoice.objects.bulk_create(
        FormChoice(
            question=question, position=position, value=value, label_en=english, label_ko=korean
        )
        for position, (value, english, korean) in enumerate(choices, start=1)
    )
