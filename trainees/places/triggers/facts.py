"""The facts by which quotas count people, and the one rule of what a quota counts.

A quota counts a place when each fact that it gives is the place's own. A fact that is empty in the
quota is not asked for; one that is empty in the place, or that nobody knows, is never the one asked
for. The rule is told here for SQL, for the ORM and for plain values, all three from `FACTS`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from trainees.places.statuses import CountedFact

T = TypeVar("T")
Facts = Mapping[str, Any]  # values by column; those of a quota are the ones that it gives


@dataclass(frozen=True)
class Fact:
    """One fact: a column of quotas and of places, null or blank where it is not given."""

    name: CountedFact
    is_reference: bool = False
    of_cohort: str = ""  # the attribute of the cohort that says it; empty where the person does

    @property
    def column(self) -> str:
        """Its column, in SQL and in the ORM."""
        return f"{self.name.value}_id" if self.is_reference else self.name.value

    @property
    def nothing(self) -> str:
        """The value, in SQL, of a quota that does not look at it."""
        return "NULL" if self.is_reference else "''"

    def is_given_by(self, quota: str) -> str:
        """Whether the quota with this alias looks at it."""
        there = "IS NOT NULL" if self.is_reference else "<> ''"
        return f"{quota}.{self.column} {there}"

    def value(self, row: str) -> str:
        """Its value of the row with this alias; null where the row has none."""
        return f"{row}.{self.column}" if self.is_reference else f"nullif({row}.{self.column}, '')"

    def as_text(self, row: str) -> str:
        """The same as text."""
        return f"{self.value(row)}::text" if self.is_reference else self.value(row)

    def matches(self) -> str:
        """Whether a quota `q` does not look at it, or wants what the place `p` has."""
        missing = "IS NULL" if self.is_reference else "= ''"
        return f"(q.{self.column} {missing} OR q.{self.column} = p.{self.column})"


FACTS = (
    Fact(CountedFact.STREAM, is_reference=True),
    Fact(CountedFact.ORGANISATION, is_reference=True),
    Fact(CountedFact.COURSE, is_reference=True, of_cohort="course_id"),
    Fact(CountedFact.COHORT, is_reference=True, of_cohort="pk"),
    Fact(CountedFact.COUNTRY),
    Fact(CountedFact.INCOME_GROUP),
    Fact(CountedFact.GENDER),
    Fact(CountedFact.MODALITY, of_cohort="modality"),
)
COLUMNS = tuple(fact.column for fact in FACTS)
REFERENCES = tuple(fact.column for fact in FACTS if fact.is_reference)
OF_PERSON = tuple(fact for fact in FACTS if not fact.of_cohort)
# What follows from a cohort: which course it is of, and how that is taught.
OF_COHORT = tuple(fact for fact in FACTS if fact.of_cohort)
IMPLIED = tuple(fact for fact in OF_COHORT if fact.name != CountedFact.COHORT)
_BY_NAME = {fact.name.value: fact for fact in FACTS}


def column_of(name: str) -> str:
    return _BY_NAME[name].column


# For SQL: a place `p` counts in a quota `q`. A closed quota counts nothing.
MATCHES = " AND ".join(
    ["q.program_id = p.program_id", "q.closed_at IS NULL", *(fact.matches() for fact in FACTS)]
)

# The value of the fact of a rule `r`, of a place `p`; null where the place has none.
VALUE = " ".join(
    ["CASE r.fact", *(f"WHEN '{f.name.value}' THEN {f.as_text('p')}" for f in FACTS), "END"]
)


def columns(quota: str) -> str:
    """For SQL: the facts that the quota with this alias gives, as one text."""
    given = [f"CASE WHEN {fact.is_given_by(quota)} THEN '{fact.column}' END" for fact in FACTS]
    return f"concat_ws(',', {', '.join(given)})"


def given_by(quota: object) -> dict[str, Any]:
    """For the ORM: the facts that a quota gives, as conditions on whatever has these columns."""
    facts = {column: getattr(quota, column) for column in COLUMNS}
    return {c: v if c in REFERENCES else str(v) for c, v in facts.items() if v}


def as_text(facts: Facts) -> dict[str, str]:
    """Facts as text in one order, without the empty ones: equal ones compare equal."""
    return {column: str(facts[column]) for column in COLUMNS if facts.get(column)}


def matches(given: Facts, facts: Facts) -> bool:
    """For plain values, both as text: whether these facts are the ones that a quota gives."""
    return all(facts.get(column) == value for column, value in given.items())


class ByFacts(Generic[T]):
    """Things by the facts that they give: the answers of `matches`, looked up.

    With a limit for each organisation there are thousands: nobody is held against each of them.
    """

    def __init__(self, things: Iterable[tuple[Facts, T]]) -> None:
        self._found: dict[tuple[str, ...], dict[tuple[Any, ...], list[T]]] = {}
        for given, thing in things:
            names = tuple(sorted(given))
            values = tuple(given[name] for name in names)
            self._found.setdefault(names, {}).setdefault(values, []).append(thing)

    @property
    def names(self) -> list[str]:
        """Every fact that any of them gives."""
        return sorted({name for names in self._found for name in names})

    def matching(self, facts: Facts) -> list[T]:
        """Those that count somebody with these facts, the ones on the same facts side by side."""
        return [
            thing
            for names, wanted in self._found.items()
            for thing in wanted.get(tuple(facts.get(name) for name in names), ())
        ]


def facts_of(person: object, cohort: object) -> dict[str, Any]:
    """The facts of a place for somebody (an application, a place, a tally) in a cohort."""
    return {
        fact.column: getattr(cohort, fact.of_cohort)
        if fact.of_cohort
        else getattr(person, fact.column, None)
        for fact in FACTS
    }
