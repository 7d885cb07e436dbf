"""Admission in plain Python: people, limits, money in dicts and loops, for tests to compare with.

It counts again at every question and knows nothing of the database or of the actions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

Facts = dict[str, str]
LIVE = {"confirmed", "onboarding", "ready", "in_training"}
BEFORE_TRAINING = LIVE - {"in_training"}
DECIDABLE = {"eligible", "waitlisted"}


@dataclass
class Person:
    """One application with all that became of it."""

    human: int
    facts: Facts
    status: str = "eligible"
    staged: str = ""
    offer: str = ""
    deadline: datetime | None = None
    enrolment: str = ""

    @property
    def holds_place(self) -> bool:
        return self.offer == "sent" or self.enrolment in LIVE

    def can_answer(self, now: datetime) -> bool:
        return self.offer == "sent" and self.deadline is not None and now < self.deadline


@dataclass
class Limit:
    """A quota made by hand."""

    facts: Facts
    ceiling: int
    floor: int = 0
    is_over: bool = False  # its date has passed
    is_released: bool = False

    @property
    def reserves(self) -> int:
        return 0 if self.is_over or self.is_released else self.floor


@dataclass
class Rule:
    """A limit for each value of a fact, and the values for which there is a quota already."""

    ceiling: int
    values: set[str] = field(default_factory=set)


@dataclass
class Admission:
    """A whole program."""

    people: list[Person]
    limits: dict[str, Limit]
    rules: dict[str, Rule]
    implied: dict[str, Facts]  # what follows from a cohort
    budget: int
    cost: int
    funded: str
    closed: dict[str, Limit] = field(default_factory=dict)

    def holders(self) -> list[Person]:
        return [person for person in self.people if person.holds_place]

    def used(self, facts: Facts, people: Iterable[Person] | None = None) -> int:
        counted = self.holders() if people is None else people
        return sum(facts.items() <= person.facts.items() for person in counted)

    def committed(self, people: Iterable[Person] | None = None) -> int:
        return self.cost * self.used({"stream": self.funded}, people)

    def values(self, fact: str, people: Iterable[Person]) -> set[str]:
        """The values that the rule for a fact limits, but for those that have a limit by hand."""
        by_hand = [limit.facts for limit in self.limits.values()]
        found = {person.facts[fact] for person in people}
        return self.rules[fact].values | {v for v in found if {fact: v} not in by_hand}

    def fits(self, people: list[Person]) -> bool:
        """Whether these people can hold places together, with what is reserved for others."""
        for facts, ceiling in self._ceilings(people):
            if self.used(facts, people) + self.reserved(facts, people) > ceiling:
                return False
        return all(limit.floor <= limit.ceiling for limit in self.limits.values())

    def reserved(self, facts: Facts, people: list[Person]) -> int:
        """What is kept within these facts: floors that exclude each other add up, else the most."""
        kept: dict[frozenset[str], int] = {}
        for floor in self.limits.values():
            known = self.implied.get(floor.facts.get("cohort", ""), {}) | floor.facts
            if facts.items() <= known.items():
                unmet = max(0, floor.reserves - self.used(floor.facts, people))
                columns = frozenset(floor.facts)
                kept[columns] = kept.get(columns, 0) + unmet
        return max(kept.values(), default=0)

    def can_offer(self, chosen: list[Person]) -> bool:
        """Whether each of these can be given a place and its money, on top of who has one."""
        people = self.holders() + chosen
        seats = [(person.human, person.facts["cohort"]) for person in people]
        return (
            all("stream" in person.facts for person in chosen)
            and len(set(seats)) == len(seats)
            and self.fits(people)
            and self.committed(people) <= self.budget
        )

    def note_values(self) -> None:
        """Each value that holds a place has its quota from now on."""
        for fact, rule in self.rules.items():
            rule.values = self.values(fact, self.holders())

    def _ceilings(self, people: list[Person]) -> Iterator[tuple[Facts, int]]:
        for limit in self.limits.values():
            yield limit.facts, limit.ceiling
        for fact, rule in self.rules.items():
            for value in self.values(fact, people):
                yield {fact: value}, rule.ceiling
