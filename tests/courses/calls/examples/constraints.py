"""What the tables of `courses.calls` never hold: one try for each constraint."""

from typing import Any

from django.db import models

from courses.calls.models import (
    Call,
    CallRule,
    ConsentTerm,
    EndorsementRule,
    FormChoice,
    FormQuestion,
    FormVersion,
)
from tests.repository.tries import UNPUBLISHED, unknown
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)

STANDING_RULE = ("courses.EndorsementRule:frozen_not_changed",)


def question(**facts: Any) -> Step:
    """Change one question of the published form, past what lets it stand."""
    one = FormQuestion.objects.filter(key="plan")
    return unguarded("courses.FormQuestion:published_not_changed", step=lambda: one.update(**facts))


def rule(**facts: Any) -> Step:
    """Change the rules of the call, past what lets them stand."""
    return unguarded("courses.CallRule:frozen_not_changed", step=put(CallRule, **facts))


CONSTRAINTS: dict[str, Step] = {
    "call_status_known": unknown(Call),
    "call_closes_after_opening": unguarded(
        "courses.Call:published_stands", step=put(Call, closes_at=models.F("opens_at"))
    ),
    "call_offer_days_positive": put(Call, offer_days=0),
    "call_onboarding_days_positive": put(Call, onboarding_days=0),
    "callrule_kind_known": rule(kind="luck"),
    "callrule_match_known": rule(match="few"),
    "callrule_education_known": rule(education="guess"),
    "callrule_english_known": rule(english="guess"),
    "callrule_bounds_rise": rule(low=3, high=2),
    "callrule_says_what_it_asks": rule(kind="age"),
    "consentterm_kind_known": again(ConsentTerm, kind="soul", **UNPUBLISHED),
    "consentterm_number_once": again(ConsentTerm, **UNPUBLISHED),
    "consentterm_one_draft": lambda: [
        again(ConsentTerm, number=n, **UNPUBLISHED)() for n in (8, 9)
    ],
    "consentterm_publication_has_who_and_when": again(ConsentTerm, number=8, published_by=None),
    "consentterm_published_in_both_languages": again(ConsentTerm, number=8, refusal_ko=""),
    "consentterm_published_names_recipients": again(
        ConsentTerm, number=8, kind="transfer", recipients_ko=""
    ),
    "formversion_number_once": again(FormVersion, published_at=None, published_by=None),
    "formversion_one_draft": lambda: [
        again(FormVersion, published_at=None, published_by=None, number=n)() for n in (8, 9)
    ],
    "formversion_stage_known": again(
        FormVersion, stage="dream", published_at=None, published_by=None
    ),
    "formversion_publication_has_who_and_when": unguarded(
        "courses.FormVersion:published_stands", step=put(FormVersion, published_by=None)
    ),
    "formquestion_key_once_per_form": unguarded(
        "courses.FormQuestion:published_not_added", step=again(FormQuestion)
    ),
    "formquestion_key_plain": question(key="Role"),
    "formquestion_kind_known": question(kind="riddle"),
    "formquestion_words_of_a_text": question(word_limit=0),
    "formquestion_bounds_of_a_number": question(kind="date", word_limit=None, low=1),
    "formquestion_bounds_rise": question(kind="number", word_limit=None, low=2, high=1),
    "formquestion_condition_whole": question(shown_if="role", shown_values=[]),
    "formchoice_value_once_per_question": unguarded(
        "courses.FormChoice:published_not_added", step=again(FormChoice)
    ),
    "formchoice_value_plain": unguarded(
        "courses.FormChoice:published_not_changed", step=put(FormChoice, value="Engineer")
    ),
    "endorsementrule_days_in_bounds": unguarded(
        *STANDING_RULE, step=put(EndorsementRule, days=0)
    ),
    "endorsementrule_awaits_what_it_requires": unguarded(
        *STANDING_RULE, step=put(EndorsementRule, is_awaited=True)
    ),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "call.code": unguarded("courses.Call:status_start", step=again(Call)),
}  # fmt: skip
