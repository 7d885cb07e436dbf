"""Admission in plain Python: people, limits, money, who waits, for tests to compare with.

It counts again at every question and knows nothing of the database or of the actions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils import timezone

Facts = dict[str, str]
LIVE = {"confirmed", "onboarding", "ready", "in_training"}
BEFORE_TRAINING = LIVE - {"in_training"}
DECIDABLE = {"eligible", "waitlisted"}


@dataclass
class Person:
    """One application with all that became of it."""

    pk: int
    human: int
    facts: Facts
    status: str = "eligible"
    staged: str = ""
    offer: str = ""
    deadline: datetime | None = None
    enrolment: str = ""
    deferral: str = ""

    @property
    def seat(self) -> tuple[int, str]:
        return self.human, self.facts["cohort"]

    @property
    def holds_place(self) -> bool:
        return self.offer == "sent" or self.enrolment in LIVE

    def can_answer(self, now: datetime) -> bool:
        return self.offer == "sent" and self.deadline is not None and now < self.deadline

    def can_move(self, now: datetime) -> bool:
        """Whether a place is held whose course has not begun for this person."""
        return self.can_answer(now) or self.enrolment in BEFORE_TRAINING


@dataclass
class Limit:
    """A quota made by hand."""

    facts: Facts
    ceiling: int
    floor: int = 0
    is_over: bool = False  # its date has passed
    is_released: bool = False
    is_noted: bool = False  # that it opened

    @property
    def reserves(self) -> int:
        return 0 if self.is_over or self.is_released else self.floor


@dataclass
class Rule:
    """A limit for each value of a fact, and the values for which there is a quota already."""

    ceiling: int
    values: set[str] = field(default_factory=set)


@dataclass
class Vacancy:
    """Places that may be free: so many people may be proposed, but nobody skipped for them."""

    kind: str
    cohort: str
    number: int = 1
    skipped: list[int] = field(default_factory=list)

    def again(self, kind: str, cohort: str) -> "Vacancy":
        return Vacancy(kind, cohort, 1, self.skipped)


@dataclass
class Proposal:
    """Somebody who waited and whose turn it was, with those passed over and why."""

    person: Person
    vacancy: Vacancy
    passed: list[tuple[int, str]]
    status: str = "pending"


@dataclass
class Waiting:
    """The lists of the cohorts, in the order in which these begin."""

    lists: dict[str, list[Person]]
    automatic: set[str]
    until: dict[str, date]
    vacancies: list[Vacancy] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    def of(self, cohort: str) -> list[Person]:
        return [person for person in self.lists[cohort] if person.status == "waitlisted"]

    def pending(self) -> list[Proposal]:
        return [proposal for proposal in self.proposals if proposal.status == "pending"]

    def enter(self, people: Iterable[Person]) -> None:
        for person in sorted(people, key=lambda p: p.pk):
            self.lists[person.facts["cohort"]].append(person)

    def note(self, kind: str, cohort: str, number: int = 1) -> None:
        self.vacancies.append(Vacancy(kind, cohort, number))

    def note_change(self, before: Limit, after: Limit | None, used: int) -> None:
        """A limit is raised, keeps less for others, or is closed."""
        is_open = after is None or after.is_released
        kept = before.floor - (used if is_open or after is None else max(after.floor, used))
        raised = 0 if after is None else after.ceiling - before.ceiling
        is_freed = after is not None and after.floor < before.floor and used < before.floor
        if raised > 0 or is_freed or (is_open and not before.is_released) or after is None:
            self.note("quota", before.facts.get("cohort", ""), max(1, raised, kept))
            (after or before).is_noted = True

    def candidates(self, vacancy: Vacancy, today: date) -> list[Person]:
        cohorts = sorted(self.lists, key=lambda code: code != vacancy.cohort)
        if vacancy.kind == "by_hand":
            cohorts = [vacancy.cohort]
        return [p for code in cohorts if today <= self.until[code] for p in self.of(code)]


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
    waiting: Waiting
    starts: dict[str, date]  # the first day of each cohort
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
        return self._admits(self.holders(), chosen)

    def _admits(self, others: list[Person], chosen: list[Person]) -> bool:
        people = others + chosen
        seats = [person.seat for person in people]
        return (
            all("stream" in person.facts for person in chosen)
            and len(set(seats)) == len(seats)
            and self.fits(people)
            and self.committed(people) <= self.budget
        )

    # --- deferral: one place becomes another, in a later cohort ----------------------------------

    def can_ask(self, person: Person, wanted: str, now: datetime) -> bool:
        """Whether there is a later cohort for this person, or this one is one."""
        own, today = self.starts[person.facts["cohort"]], timezone.localdate(now)
        later = [code for code, day in self.starts.items() if day > max(own, today)]
        return person.can_move(now) and (wanted in later if wanted else bool(later))

    def can_defer(self, person: Person, code: str, now: datetime) -> bool:
        """Whether there is room for this person there once the place here is given back."""
        others = [holder for holder in self.holders() if holder is not person]
        there = replace(person, facts=self.facts_in(person, code))
        return self.can_ask(person, code, now) and self._admits(others, [there])

    def facts_in(self, person: Person, code: str) -> Facts:
        """The facts of this person in another cohort, with what follows from it."""
        own = {fact for facts in self.implied.values() for fact in facts}
        kept = {fact: value for fact, value in person.facts.items() if fact not in own}
        return kept | {"cohort": code} | self.implied.get(code, {})

    # --- promotion: each vacancy in its turn, each waiting person in theirs -----------------------

    def promote(self, today: date) -> None:
        waiting = self.waiting
        for proposal in waiting.pending():
            if (left_as := proposal.person.status) != "waitlisted":
                proposal.status = "lapsed"
                if left_as != "selected":
                    cohort = proposal.person.facts["cohort"]
                    waiting.vacancies.append(proposal.vacancy.again("lapsed", cohort))
        while waiting.vacancies:
            first = waiting.vacancies[0]
            together = {"quota"} if first.kind == "quota" else set()
            group = [v for v in waiting.vacancies if v is first or v.kind in together]
            self._fill(first, max(v.number for v in group), today)
            waiting.vacancies = [v for v in waiting.vacancies if all(v is not g for g in group)]

    def _fill(self, vacancy: Vacancy, number: int, today: date) -> None:
        promised = [proposal.person for proposal in self.waiting.pending()]
        passed: list[tuple[int, str]] = []
        for person in self.waiting.candidates(vacancy, today):
            if number == 0:
                return
            if person in promised:
                continue
            if why := self.stops(person, vacancy, promised):
                passed.append((person.pk, why))
                continue
            number -= 1
            proposal = Proposal(person, vacancy, list(passed))
            self.waiting.proposals.append(proposal)
            if person.facts["cohort"] in self.waiting.automatic and vacancy.kind != "quota":
                proposal.status, person.status, person.offer = "offered", "selected", "sent"
            else:
                promised.append(person)

    def stops(self, person: Person, vacancy: Vacancy, promised: list[Person]) -> str:
        """What is in the way of this person now, in a word; nothing where nothing is."""
        others = self.holders() + promised
        people = [*others, person]
        if person.staged:
            return "staged"
        if person.pk in vacancy.skipped:
            return "skipped"
        if person.seat in {other.seat for other in others}:
            return "seat"
        if "stream" not in person.facts:
            return "stream"
        for facts, ceiling in self._ceilings(people):
            kept = self.reserved(facts, people)
            if facts.items() <= person.facts.items() and self.used(facts, people) + kept > ceiling:
                return "quota"
        is_funded = person.facts["stream"] == self.funded
        return "budget" if is_funded and self.committed(people) > self.budget else ""

    def raise_values(self, fact: str, ceiling: int) -> None:
        """A rule's ceiling changes; what was full and is not any more is noted."""
        rule = self.rules[fact]
        for value in rule.values:
            if self.used({fact: value}) >= rule.ceiling < ceiling:
                self.waiting.note("quota", "", ceiling - rule.ceiling)
        rule.ceiling = ceiling

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
