"""Forms of calls: drafts with questions of several kinds, published ones, answers to them."""

from typing import Any

from courses.calls.actions import forms
from courses.calls.models import Call, FormQuestion, FormSection, FormVersion
from tests.factories.accounts import UserFactory
from tests.factories.trainees import draft
from trainees.applying.actions import answers, drafts
from trainees.applying.models import Application
from trainees.screening.actions import submissions

CHOICES = {
    "role": [("engineer", "Engineer", "엔지니어"), ("other", "Something else", "기타")],
    "areas": [("gmp", "GMP", "GMP"), ("glp", "GLP", "GLP")],
}
# Key, kind, further facts.
QUESTIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("role", "choice", {"label_ko": "직무"}),
    ("role_other", "short", {"shown_if": "role", "shown_values": ["other"]}),
    ("plan", "long", {"word_limit": 5}),
    ("areas", "choices", {"is_required": False}),
    ("litres", "number", {"low": 0, "high": 100, "is_required": False}),
]
ANSWERS = {"role": "engineer", "plan": "Teach my colleagues"}


def draft_form(
    call: Call, questions: list[tuple[str, str, dict[str, Any]]] | None = None, **facts: Any
) -> FormVersion:
    """A draft of one section, with the questions above if not with others."""
    version = forms.start_draft(call, **facts)
    section = FormSection.objects.create(version=version, title_en="Your role", title_ko="직무")
    for position, (key, kind, more) in enumerate(questions or QUESTIONS, start=1):
        label = key.replace("_", " ").capitalize()
        question = FormQuestion.objects.create(
            section=section,
            version=version,
            position=position,
            **{"key": key, "kind": kind, "label_en": label, **more},
        )
        forms.set_choices(question, CHOICES.get(key, []))
    return version


def form_for(call: Call, *args: Any, **facts: Any) -> FormVersion:
    version = draft_form(call, *args, **facts)
    forms.publish(version, by=UserFactory())
    return version


def answer(application: Application, **values: Any) -> None:
    """Answer questions of the newest form by key; None takes an answer back."""
    known = {question.key: question for question in answers.read(application).questions}
    given = {known[key]: value for key, value in values.items()}
    drafts.save(application, application.applicant, answers=given)


def answered(call: Call, **facts: Any) -> Application:
    """A complete draft of a call with the form above."""
    application = draft(call, **facts)
    answer(application, **ANSWERS)
    return application


def handed_in(call: Call, **facts: Any) -> Application:
    application = answered(call, **facts)
    submissions.submit(application, by=application.applicant.user)
    return application
