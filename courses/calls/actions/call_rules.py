"""Rules of a call held against the facts of a person: met, not met, or for a person to decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.calls.models import Call, CallRule
from courses.calls.models import rule_words as words
from courses.calls.statuses import (
    CountryFact,
    Education,
    EnglishLevel,
    Finding,
    RuleKind,
    RuleMatch,
)
from courses.countries.statuses import IncomeGroup, Scheme
from ivi_training.guards.errors import RuleBroken

Days = tuple[date, date]  # the earliest and the latest that it can be
Groups = Mapping[tuple[int, str], str]  # by vintage and country


class RulesFrozen(RuleBroken):
    """Somebody has applied under these rules."""

    title = _("The rules of this call can no longer be changed")


@dataclass(frozen=True)
class Facts:
    """What rules look at. What is not known goes to a person, it never refuses."""

    citizenship: tuple[str, ...] = ()
    residence: str = ""
    employer: str = ""
    years: int | None = None
    education: str = ""
    field_of_study: str = ""
    english: str = ""
    born: Days | None = None
    starts: Days | None = None
    trained: Days | None = None  # when the last training with us ended, if there was one
    papers: frozenset[str] = frozenset()
    groups: Groups = field(default_factory=dict)

    def countries(self, fact: str) -> list[str]:
        """The countries of one fact: two nationalities are two."""
        one = {CountryFact.RESIDENCE: self.residence, CountryFact.EMPLOYER: self.employer}
        every = self.citizenship if fact == CountryFact.CITIZENSHIP else (one[CountryFact(fact)],)
        return [country for country in every if country]


@dataclass(frozen=True)
class RuleFinding:
    """What one rule says, and from which facts."""

    rule: CallRule
    finding: Finding
    inputs: dict[str, Any]

    @property
    def why(self) -> str:
        return words.found(self.rule.kind, self.inputs)


def require_changeable(call: Call) -> None:
    """Refuse to change the rules once somebody has applied under them; holds the call."""
    # The first submission holds the call too: a rule is written before it, or not at all.
    held = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    if held.rules_frozen_at is not None:
        raise RulesFrozen(
            _("The first application was submitted meanwhile; everybody is judged alike."),
            then=[
                _("An exception for one person is made in screening, with its reason."),
                _("Other rules need another call."),
            ],
        )


def evaluate(rule: CallRule, facts: Facts) -> RuleFinding:
    """What the rule says about these facts; it reads nothing else and writes nothing."""
    finding, inputs = _JUDGES[RuleKind(rule.kind)](rule, facts)
    return RuleFinding(rule, finding, inputs)


@dataclass(frozen=True)
class SelfCheck:
    """How somebody who looks stands before the rules: a help for them, never a decision."""

    said: list[RuleFinding]
    to_bring: list[CallRule]

    @property
    def finding(self) -> Finding:
        found = {one.finding for one in self.said}
        return next((f for f in (Finding.FAIL, Finding.PERSON) if f in found), Finding.PASS)


def judge(rules: Sequence[CallRule], facts: Facts) -> SelfCheck:
    """Hold every rule against the facts; papers are only named, they come later."""
    return SelfCheck(
        [evaluate(rule, facts) for rule in rules if rule.kind != RuleKind.PAPERS],
        [rule for rule in rules if rule.kind == RuleKind.PAPERS],
    )


# What a country without a row is: of the World Bank's list, something for a person.
UNLISTED: dict[str, tuple[str, ...]] = {Scheme.WB_INCOME: ("",), Scheme.DAC_ODA: ()}
Judged = tuple[Finding, dict[str, Any]]


def _group(rule: CallRule, facts: Facts) -> Judged:
    """Not classified and not listed are not "not eligible": a person looks at them.

    The OECD's list is of those who receive: who is not on it does not, and nothing is unclear.
    """
    vintage = rule.list_used
    places = {
        fact: [[c, facts.groups.get((vintage.pk, c), "")] for c in facts.countries(fact)]
        for fact in rule.facts
    }
    findings = [_of_places(rule, each) for each in places.values()]
    inputs = {"vintage": vintage.code, "match": rule.match, "facts": places}
    is_all = rule.match == RuleMatch.ALL
    first, last = (Finding.FAIL, Finding.PASS) if is_all else (Finding.PASS, Finding.FAIL)
    if first in findings:
        return first, inputs
    return (Finding.PERSON if Finding.PERSON in findings else last), inputs


def _of_places(rule: CallRule, places: list[list[str]]) -> Finding:
    """One country that fits is enough: of two nationalities, either."""
    if any(c in rule.countries or group in rule.income_groups for c, group in places):
        return Finding.PASS
    unclear = {IncomeGroup.NOT_CLASSIFIED, *UNLISTED[rule.list_used.scheme]}
    is_unclear = any(group in unclear for _c, group in places)
    return Finding.PERSON if is_unclear or not places else Finding.FAIL


def _experience(rule: CallRule, facts: Facts) -> Judged:
    inputs = {"asked": rule.low, "most": rule.high, "years": facts.years}
    if facts.years is None:
        return Finding.PERSON, inputs
    return _within(rule, facts.years, facts.years), inputs


def _age(rule: CallRule, facts: Facts) -> Judged:
    inputs: dict[str, Any] = {"asked": rule.low, "most": rule.high, "age": None}
    if facts.born is None or facts.starts is None:
        return Finding.PERSON, inputs
    youngest = _full_years(facts.born[1], facts.starts[0])
    oldest = _full_years(facts.born[0], facts.starts[1])
    shown = youngest if youngest == oldest else f"{youngest}\N{EN DASH}{oldest}"
    return _within(rule, youngest, oldest), inputs | {"age": shown}


def _repeat(rule: CallRule, facts: Facts) -> Judged:
    if facts.trained is None or facts.starts is None:
        last = facts.trained
        return (Finding.PERSON if last else Finding.PASS), {"asked": rule.low, "last": None}
    inputs = {"asked": rule.low, "last": facts.trained[1].isoformat()}
    least = _full_years(facts.trained[1], facts.starts[0])
    return _within(rule, least, _full_years(facts.trained[0], facts.starts[1])), inputs


def _education(rule: CallRule, facts: Facts) -> Judged:
    inputs = {"asked": rule.education, "degree": facts.education}
    return _reaches(list(Education), rule.education, facts.education), inputs


def _english(rule: CallRule, facts: Facts) -> Judged:
    inputs = {"asked": rule.english, "level": facts.english}
    return _reaches(list(EnglishLevel), rule.english, facts.english), inputs


def _field(rule: CallRule, facts: Facts) -> Judged:
    """A field in other words may well be the same field: nobody fails by a word."""
    text = facts.field_of_study.casefold()
    is_met = any(word.casefold() in text for word in rule.words)
    inputs = {"words": rule.words, "field": facts.field_of_study}
    return (Finding.PASS if is_met else Finding.PERSON), inputs


def _papers(rule: CallRule, facts: Facts) -> Judged:
    missing = [paper for paper in rule.papers if paper not in facts.papers]
    inputs = {"given": sorted(facts.papers), "missing": missing}
    return (Finding.FAIL if missing else Finding.PASS), inputs


def _within(rule: CallRule, least: int, most: int) -> Finding:
    """Whether a number of which the least and the most are known lies within the bounds."""
    low = 0 if rule.low is None else rule.low
    if least >= low and (rule.high is None or most <= rule.high):
        return Finding.PASS
    is_outside = most < low or (rule.high is not None and least > rule.high)
    return Finding.FAIL if is_outside else Finding.PERSON


def _reaches(scale: Sequence[str], asked: str, have: str) -> Finding:
    """Whether something stands as high on a scale, lowest first, as what is asked."""
    if have not in scale:
        return Finding.PERSON
    return Finding.PASS if scale.index(have) >= scale.index(asked) else Finding.FAIL


def _full_years(since: date, until: date) -> int:
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


_JUDGES = {
    RuleKind.GROUP: _group,
    RuleKind.EXPERIENCE: _experience,
    RuleKind.EDUCATION: _education,
    RuleKind.FIELD: _field,
    RuleKind.ENGLISH: _english,
    RuleKind.AGE: _age,
    RuleKind.REPEAT: _repeat,
    RuleKind.PAPERS: _papers,
}
