"""Ready forms and rules of real courses ship as data: an administrator changes the copy."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from courses.calls.actions import forms
from courses.calls.models import Call, CallRule, FormChoice, FormQuestion, FormSection, FormVersion
from courses.calls.statuses import FormStage

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "forms"


# Ships with the product and does not change while it runs.
@cache
def read(name: str) -> dict[str, Any]:
    text = (FOLDER / f"{name}.json").read_text("utf-8")
    template: dict[str, Any] = json.loads(text)
    return template


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def offered() -> list[tuple[str, str]]:
    language = "ko" if (get_language() or "").startswith("ko") else "en"
    return [(name, read(name)[f"title_{language}"]) for name in names()]


@transaction.atomic
def start(call: Call, name: str) -> FormVersion:
    """The next version of the call's form, as the template says; a draft that exists stays.

    A call that nobody has applied to, and that has no rules, gets those of the template as well.
    """
    template = read(name)
    stage = FormStage(template.get("stage", FormStage.APPLICATION))
    draft = forms.start_draft(call, stage)
    if draft.sections.exists():
        return draft
    for position, facts in enumerate(template["sections"], start=1):
        _add_section(draft, position, facts)
    _add_rules(call, template.get("rules", []))
    return draft


def _add_rules(call: Call, rules: list[dict[str, Any]]) -> None:
    known = Call.objects.filter(pk=call.pk, rules_frozen_at__isnull=True, rules__isnull=True)
    if known.exists():
        CallRule.objects.bulk_create(
            CallRule(call=call, position=position, **facts)
            for position, facts in enumerate(rules, start=1)
        )


def _add_section(draft: FormVersion, position: int, facts: dict[str, Any]) -> None:
    texts = {name: text for name, text in facts.items() if name != "questions"}
    section = FormSection.objects.create(version=draft, position=position, **texts)
    given = facts["questions"]
    questions = FormQuestion.objects.bulk_create(
        FormQuestion(
            section=section,
            version=draft,
            position=number,
            **{name: value for name, value in question.items() if name != "choices"},
        )
        for number, question in enumerate(given, start=1)
    )
    FormChoice.objects.bulk_create(
        FormChoice(question=question, position=number, value=value, label_en=en, label_ko=ko)
        for question, of in zip(questions, given, strict=True)
        for number, (value, en, ko) in enumerate(of.get("choices", []), start=1)
    )
