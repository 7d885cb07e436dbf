"""Rules of a call, and what follows from them, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django_countries import countries

from courses.calls.statuses import (
    CountryFact,
    Education,
    EnglishLevel,
    RequiredPaper,
    RuleKind,
    RuleMatch,
)
from courses.countries.statuses import GROUPS, Scheme
from ivi_training.pages.signs import NOTHING

if TYPE_CHECKING:
    from courses.calls.models.call_rule import CallRule


def topic(rule: CallRule) -> str:
    if rule.kind == RuleKind.GROUP:
        return _and(CountryFact(fact).label for fact in rule.facts)
    return str(RuleKind(rule.kind).label)


def asks(rule: CallRule) -> str:
    """What the rule asks for; true in both languages, as it is put together from labels."""
    return _ASKS[RuleKind(rule.kind)](rule)


def found(kind: str, inputs: dict[str, Any]) -> str:
    return _FOUND[RuleKind(kind)](inputs)


def named(codes: Iterable[str]) -> list[str]:
    """Countries by name; a code that is none as it stands."""
    return [str(countries.name(code) or code) for code in codes]


def _and(words: Iterable[Any]) -> str:
    return ", ".join(str(word) for word in words)


def _places(rule: CallRule) -> str:
    parts = []
    if rule.income_groups:
        facts = {"groups": _and(_group(group) for group in rule.income_groups)}
        text = _("%(groups)s (World Bank %(vintage)s)")
        if rule.list_used.scheme == Scheme.DAC_ODA:
            text = _("%(groups)s (list %(vintage)s)")
        parts.append(text % (facts | {"vintage": rule.list_used.code}))
    if rule.countries:
        parts.append(_and(named(rule.countries)))
    places = _(" or ").join(parts)
    if len(rule.facts) == 1:
        return places
    return f"{RuleMatch(rule.match).label}: {places}"


def bounds(low: int | None, high: int | None) -> str:
    if high is None:
        return _("at least %(low)s") % {"low": low}
    if low is None:
        return _("at most %(high)s") % {"high": high}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices else NOTHING


def _papers(kinds: Iterable[str]) -> str:
    return _and(_label(RequiredPaper, kind) for kind in kinds)


def _bounds(rule: CallRule) -> str:
    return bounds(rule.low, rule.high)


def _scale(rule: CallRule) -> str:
    is_degree = rule.kind == RuleKind.EDUCATION
    asked = _label(Education, rule.education) if is_degree else _label(EnglishLevel, rule.english)
    return _("at least %(low)s") % {"low": asked}


def _words(rule: CallRule) -> str:
    return _("%(words)s, or close to it") % {"words": _and(rule.words)}


def _years(rule: CallRule) -> str:
    return _("none that ended in the %(years)s years before the start") % {"years": rule.low}


def _asked_papers(rule: CallRule) -> str:
    return _papers(rule.papers)


_ASKS: dict[RuleKind, Callable[[CallRule], str]] = {
    RuleKind.GROUP: _places,
    RuleKind.EXPERIENCE: _bounds,
    RuleKind.AGE: _bounds,
    RuleKind.EDUCATION: _scale,
    RuleKind.ENGLISH: _scale,
    RuleKind.FIELD: _words,
    RuleKind.REPEAT: _years,
    RuleKind.PAPERS: _asked_papers,
}


def _group(group: str) -> str:
    return str(dict(GROUPS).get(group, NOTHING)) if group else _("not in the list")


def _group_found(inputs: dict[str, Any]) -> str:
    parts = []
    for fact, places in inputs["facts"].items():
        each = [f"{named([code])[0]} ({_group(group)})" for code, group in places]
        parts.append(f"{CountryFact(fact).label}: {_and(each) or NOTHING}")
    return f"{' · '.join(parts)} · {inputs['vintage']}"


def _number_found(inputs: dict[str, Any], key: str) -> str:
    have, asked, most = inputs[key], inputs["asked"], inputs.get("most")
    shown = NOTHING if have is None else str(have)
    return _("%(have)s; asked: %(asked)s") % {"have": shown, "asked": bounds(asked, most)}


def _least_found(choices: Any, inputs: dict[str, Any], key: str) -> str:
    asked = _("at least %(low)s") % {"low": _label(choices, inputs["asked"])}
    return _("%(have)s; asked: %(asked)s") % {"have": _label(choices, inputs[key]), "asked": asked}


_FOUND: dict[RuleKind, Callable[[dict[str, Any]], str]] = {
    RuleKind.GROUP: _group_found,
    RuleKind.EXPERIENCE: lambda inputs: _number_found(inputs, "years"),
    RuleKind.AGE: lambda inputs: _number_found(inputs, "age"),
    RuleKind.EDUCATION: lambda inputs: _least_found(Education, inputs, "degree"),
    RuleKind.ENGLISH: lambda inputs: _least_found(EnglishLevel, inputs, "level"),
    RuleKind.FIELD: lambda inputs: inputs["field"] or NOTHING,
    RuleKind.REPEAT: lambda inputs: (
        _("Last ended on %(day)s") % {"day": inputs["last"]} if inputs["last"] else ""
    ),
    RuleKind.PAPERS: lambda inputs: (
        _("Missing: %(papers)s") % {"papers": _papers(inputs["missing"])}
        if inputs["missing"]
        else _papers(inputs["given"])
    ),
}
