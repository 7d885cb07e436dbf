"""Forms of calls: published whole and once, then standing; copied; started from what ships."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from courses.calls.actions import form_templates, forms
from courses.calls.actions.forms import ChoicesRefused, OfOtherStage
from courses.calls.models import FormQuestion, FormSection, FormVersion
from courses.calls.statuses import FormStage
from ivi_training.guards.actions.publishing import NotComplete, PublishedAlready
from tests.factories.accounts import UserFactory
from tests.factories.courses import CallFactory, rule_of
from tests.factories.forms import draft_form, form_for
from tests.factories.trainees import submitted

pytestmark = pytest.mark.django_db


def publish(version: FormVersion) -> None:
    forms.publish(version, by=UserFactory())


def test_form_is_published_once_and_stands():
    version = form_for(CallFactory())
    with pytest.raises(PublishedAlready):
        publish(version)
    with pytest.raises(IntegrityError, match="make its next version"), transaction.atomic():
        FormQuestion.objects.update(label_en="Another")
    assert FormVersion.objects.in_force(version.call_id) == version


@pytest.mark.parametrize(
    ("questions", "what"),
    [
        ([("plan", "short", {"shown_if": "role", "shown_values": ["x"]})], "no question before"),
        ([("thing", "choice", {})], "give its choices"),
        (
            [
                ("role", "choice", {}),
                ("more", "short", {"shown_if": "role", "shown_values": ["x"]}),
            ],
            "is no answer to",
        ),
        (
            [("name", "short", {}), ("more", "short", {"shown_if": "name", "shown_values": ["x"]})],
            "neither a choice",
        ),
        ([("jumin_no", "short", {})], "resident registration number is never asked"),
        ([("papers", "file", {"label_en": "Passport copy"})], "are not asked with an application"),
        ([("papers", "file", {"label_ko": "여권 사본"})], "are not asked with an application"),
    ],
)
def test_form_that_is_not_whole_is_refused_by_name(questions: Any, what: str):
    version = draft_form(CallFactory(), questions)
    with pytest.raises(NotComplete) as refused:
        publish(version)
    assert what in refused.value.then[0]


def test_form_for_after_acceptance_is_no_model_for_an_application():
    late = form_for(CallFactory(), [("passport_copy", "file", {})], stage=FormStage.ACCEPTANCE)
    with pytest.raises(OfOtherStage):
        forms.start_draft(late.call, like=late)
    assert not FormVersion.objects.filter(stage=FormStage.APPLICATION).exists()


def test_question_without_choices_is_given_none():
    question = draft_form(CallFactory()).sections.get().questions.get(kind="long")
    with pytest.raises(ChoicesRefused):
        forms.set_choices(question, [("yes", "Yes", "")])
    assert not question.choices.exists()


def test_empty_form_and_empty_section_are_refused():
    version = forms.start_draft(CallFactory())
    assert forms.what_is_missing(version) == ["Add a section with at least one question."]
    FormSection.objects.create(version=version, title_en="Empty")
    assert "Empty" in forms.what_is_missing(version)[0]


@pytest.mark.parametrize(
    "facts",
    [
        {"shown_if": "nobody", "shown_values": ["x"]},
        {"shown_if": "plan", "shown_values": ["x"]},
        {"kind": "choice"},
    ],
)
def test_database_publishes_only_what_is_whole(facts: dict[str, Any]):
    version = draft_form(CallFactory(), [("thing", "short", facts), ("plan", "short", {})])
    with pytest.raises(IntegrityError), transaction.atomic():
        FormVersion.objects.update(published_at=version.call.opens_at, published_by=UserFactory())


def outline(version: FormVersion) -> list[tuple[str, str, list[str]]]:
    return [
        (section.title_en, question.key, [choice.label_ko for choice in question.choices.all()])
        for section in version.outline()
        for question in section.questions.all()
    ]


def test_next_version_is_a_copy_and_its_own():
    first = form_for(CallFactory())
    draft = forms.start_draft(first.call, like=first)
    assert (draft.number, outline(draft)) == (2, outline(first))
    draft.questions.filter(key="plan").delete()
    assert forms.start_draft(first.call, like=first) == draft
    assert len(outline(draft)) == len(outline(first)) - 1
    publish(draft)
    assert FormVersion.objects.in_force(first.call_id) == draft


def test_form_is_copied_to_another_call_with_fixed_statements(django_assert_num_queries: Any):
    first, other = form_for(CallFactory()), CallFactory()
    first.outline()
    # Savepoint, lock, versions twice, the version, what it holds, three inserts, release.
    with django_assert_num_queries(10):
        copy = forms.start_draft(other, like=first)
    assert (copy.call, copy.number, outline(copy)) == (other, 1, outline(first))


def test_answer_to_a_hidden_question_shows_nothing():
    version = form_for(
        CallFactory(),
        [
            ("first", "yes_no", {}),
            ("second", "yes_no", {"shown_if": "first", "shown_values": ["yes"]}),
            ("third", "short", {"shown_if": "second", "shown_values": ["yes"]}),
        ],
    )
    questions = version.outline()[0].questions.all()

    def keys(**values: str) -> list[str]:
        return [question.key for question in forms.visible_questions(questions, values)]

    assert keys(first="yes", second="yes") == ["first", "second", "third"]
    assert keys(first="no", second="yes") == ["first"]
    assert keys() == ["first"]


@pytest.mark.parametrize("name", form_templates.names())
def test_template_is_whole_in_both_languages(name: str):
    draft = form_templates.start(CallFactory(), name)
    publish(draft)
    for section in draft.outline():
        assert section.title_ko
        for question in section.questions.all():
            assert question.label_ko
            assert bool(question.help_en) == bool(question.help_ko)
            assert all(choice.label_ko for choice in question.choices.all())


def test_template_of_a_course_brings_its_rules_where_the_call_has_none():
    call = CallFactory()
    form_templates.start(call, "antibody_2025")
    kinds = ["group", "experience", "field", "english", "papers"]
    assert [rule.kind for rule in call.rules.all()] == kinds
    assert call.rules.get(kind="group").facts == ["citizenship", "residence", "employer"]
    of_its_own = rule_of(CallFactory(), "experience", high=9).call
    form_templates.start(of_its_own, "antibody_2025")
    assert of_its_own.rules.get().high == 9


def test_template_brings_no_rule_once_somebody_has_applied():
    call = submitted().call
    form_templates.start(call, "antibody_2025")
    assert not call.rules.exists()


def test_template_throws_nobodys_work_away():
    version = draft_form(CallFactory())
    before = outline(version)
    assert outline(form_templates.start(version.call, "gmp_2025")) == before
