"""What the database refuses or keeps in `courses.calls`, whoever writes."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from courses.calls.actions import forms
from courses.calls.models import (
    Call,
    CallRule,
    ConsentTerm,
    EndorsementRule,
    FormChoice,
    FormQuestion,
    FormSection,
    FormVersion,
)
from tests.factories.courses import ProgramFactory, open_call
from tests.repository.tries import draft_of_list, oda_list
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
    unguarded,
)


def judge_by(of_list: Any, group: str = "LM") -> Step:
    """A rule of a call to which nobody has applied."""

    def write() -> None:
        CallRule.objects.create(
            call=open_call(), kind="group", facts=["citizenship"], income_groups=[group],
            vintage=of_list(),
        )  # fmt: skip

    return write


def draft_of_form() -> FormVersion:
    return forms.start_draft(Call.objects.get())


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "CallRule:list_published": [
        judge_by(draft_of_list), judge_by(lambda: None, "LDC"), judge_by(oda_list, "LM"),
    ],
    "Call:status_moves": [put(Call, status="draft")],
    "Call:status_start": [again(Call, code="OTHER")],
    "Call:published_stands": [
        put(Call, code="OTHER"), put(Call, program=ProgramFactory),
        put(Call, opens_at=lambda: Call.objects.get().opens_at - timedelta(days=1)),
        put(Call, closes_at=lambda: Call.objects.get().closes_at - timedelta(seconds=1)),
    ],
    "Call:rules_stay_frozen": [
        put(Call, rules_frozen_at=None), put(Call, rules_frozen_at=timezone.now),
    ],
    "CallRule:frozen_not_added": [again(CallRule)],
    "CallRule:frozen_not_changed": [
        put(CallRule, income_groups=["H"]), put(CallRule, position=9),
        put(CallRule, call=open_call),
    ],
    "CallRule:frozen_not_removed": [drop(CallRule)],
    "ConsentTerm:published_stands": [
        put(ConsentTerm, title_en="Other"), put(ConsentTerm, published_at=None, published_by=None),
    ],
    "ConsentTerm:published_kept": [drop(ConsentTerm)],
    "FormVersion:published_whole": [again(FormVersion, number=2)],
    "FormVersion:published_stands": [
        put(FormVersion, number=9), put(FormVersion, published_at=None, published_by=None),
    ],
    "FormVersion:published_kept": [drop(FormVersion)],
    "FormSection:published_not_added": [again(FormSection)],
    "FormSection:published_not_changed": [put(FormSection, title_en="Another")],
    "FormSection:published_not_removed": [drop(FormSection)],
    "FormQuestion:of_its_section": [again(FormQuestion, version=draft_of_form, key="other")],
    "FormQuestion:published_not_added": [again(FormQuestion, key="other")],
    "FormQuestion:published_not_changed": [
        put(FormQuestion, label_en="Another"), put(FormQuestion, is_required=False),
    ],
    "FormQuestion:published_not_removed": [drop(FormQuestion)],
    "FormChoice:published_not_added": [again(FormChoice, value="other_one")],
    "FormChoice:published_not_changed": [put(FormChoice, label_en="Another")],
    "FormChoice:published_not_removed": [drop(FormChoice)],
    "EndorsementRule:frozen_not_added": [again(EndorsementRule)],
    "EndorsementRule:frozen_not_changed": [
        put(EndorsementRule, is_required=True), put(EndorsementRule, position=9),
        put(EndorsementRule, days=2),
    ],
    "EndorsementRule:frozen_not_removed": [drop(EndorsementRule)],
    "EndorsementRule:wording_stands": [
        put(EndorsementRule, first_asked_at=None),
        unguarded(
            "courses.EndorsementRule:frozen_not_changed",
            step=put(EndorsementRule, text_en="Another"),
        ),
    ],
}  # fmt: skip

# One change of each table that has a history.
RECORDED: dict[type[models.Model], dict[str, Any]] = {
    Call: {"title_en": "Another"},
    CallRule: {"position": 9},
    EndorsementRule: {"position": 9},
}  # fmt: skip
