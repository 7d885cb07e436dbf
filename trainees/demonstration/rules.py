"""The rules of the demonstration's calls: what of "who may apply" can be checked."""

from typing import Any

from courses.models import Call, CallRule
from courses.statuses import CountryFact, EnglishLevel, RequiredPaper, RuleKind

RULES: list[dict[str, Any]] = [
    {
        "kind": RuleKind.GROUP,
        "facts": [CountryFact.CITIZENSHIP, CountryFact.EMPLOYER],
        "income_groups": ["L", "LM", "UM"],
        "countries": ["KR"],
    },
    {"kind": RuleKind.EXPERIENCE, "high": 6},
    {"kind": RuleKind.ENGLISH, "english": EnglishLevel.INTERMEDIATE},
    {"kind": RuleKind.PAPERS, "papers": [RequiredPaper.CV]},
]


def add(call: Call) -> None:
    """Give the call its rules, in their order."""
    CallRule.objects.bulk_create(
        CallRule(call=call, position=position, **facts)
        for position, facts in enumerate(RULES, start=1)
    )
