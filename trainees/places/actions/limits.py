"""What stands in the way of a place: the quotas of a program, read once and asked many times.

What counts where is said in `models/quota_facts.py`; the database has the last word.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Q, TextChoices, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trainees.places.models import Quota, QuotaRule
from trainees.places.triggers.facts import IMPLIED, Facts, as_text, matches


@dataclass(eq=False)
class QuotaState:
    """One quota as it stands: its counter moves with the places that are counted into it."""

    quota: Quota
    used: int
    given: dict[str, str]
    groups: list[list["QuotaState"]] = field(default_factory=list)  # floors in it, by their columns

    @property
    def implied(self) -> dict[str, str]:
        """What follows from the facts it gives: a cohort has its course and its modality."""
        cohort = self.quota.cohort
        if cohort is None:
            return {}
        return {fact.column: str(getattr(cohort, fact.of_cohort)) for fact in IMPLIED}

    @property
    def unmet(self) -> int:
        return max(0, self.quota.floor - self.used) if self.quota.is_reserving else 0

    @property
    def free(self) -> int:
        """Places left under the ceiling, reserved or not."""
        return self.quota.ceiling - self.used

    def reserving(self) -> list["QuotaState"]:
        """The floors whose places must still fit: of those on the same columns the largest sum."""
        largest = max(self.groups, key=lambda group: sum(f.unmet for f in group), default=[])
        return [floor for floor in largest if floor.unmet]


@dataclass(frozen=True)
class Obstacle:
    """A quota that one more place would break, with its numbers now."""

    class Kind(TextChoices):
        """What is in the way."""

        FULL = "full", gettext_lazy("No place left")
        RESERVED = "reserved", gettext_lazy("What is left is reserved for others")
        SEAT = "seat", gettext_lazy("Has a place already")

    quota: Quota
    kind: Kind
    used: int
    ceiling: int
    reserved: int  # of the free places, those kept for others
    floors: tuple[Quota, ...] = ()  # for whom

    @property
    def free(self) -> int:
        """Places left under the ceiling, reserved or not."""
        return max(0, self.ceiling - self.used)

    def __str__(self) -> str:
        numbers = {"quota": self.quota.name, "used": self.used, "ceiling": self.ceiling}
        if self.kind == self.Kind.FULL:
            return _("%(quota)s: %(used)s of %(ceiling)s places are taken.") % numbers
        return _(
            "%(quota)s: %(used)s of %(ceiling)s places are taken and %(reserved)s are reserved for "
            "%(floors)s."
        ) % (
            numbers
            | {"reserved": self.reserved, "floors": ", ".join(floor.name for floor in self.floors)}
        )


class Limits:
    """The open quotas of one program that can matter to some places, with their counters."""

    def __init__(self, quotas: Iterable[Quota], rules: Iterable[QuotaRule] = ()) -> None:
        self.rules = list(rules)
        self.by_hand: list[QuotaState] = []
        self.of_rules: dict[tuple[int, str], QuotaState] = {}
        for quota in quotas:
            state = QuotaState(quota, quota.used, as_text(quota.given))
            if quota.rule_id is None:
                self.by_hand.append(state)
            else:
                self.of_rules[quota.rule_id, quota.rule_value] = state
        # Met ones too: a place that is counted as freed may leave one unmet again.
        self.floors = [s for s in self.states() if s.quota.is_reserving]
        for state in self.states():
            state.groups = self._groups(state)
        self._alone = {tuple(state.given.items()) for state in self.by_hand}

    @classmethod
    def read(cls, program_id: int, places: Iterable[Facts]) -> Self:
        """Read what can matter to these places: two queries, however many there are."""
        rules = list(QuotaRule.objects.open().filter(program=program_id).order_by("pk"))
        known = list(places)
        wanted = Q(rule__isnull=True) | Q(floor__gt=0)
        for rule in rules:
            values = {str(facts[rule.column]) for facts in known if facts[rule.column]}
            wanted |= Q(rule=rule, rule_value__in=values)
        return cls(Quota.objects.open().filter(wanted, program=program_id).for_counting(), rules)

    def states(self) -> list[QuotaState]:
        """All of them: those made by hand, then those of rules."""
        return [*self.by_hand, *self.of_rules.values()]

    def matching(self, facts: Facts) -> list[QuotaState]:
        """The quotas in which a place with these facts counts, not yet made ones included."""
        plain = as_text(facts)
        found = [state for state in self.by_hand if matches(state.given, plain)]
        for rule in self.rules:
            value = plain.get(rule.column)
            if value and ((rule.column, value),) not in self._alone:
                found.append(self._of_rule(rule, value, facts))
        return found

    def count(self, facts: Facts, number: int = 1) -> None:
        """Count so many places with these facts, as if they were taken; a negative number frees."""
        for state in self.matching(facts):
            state.used += number

    def obstacles(self, facts: Facts) -> list[Obstacle]:
        """What one more place with these facts would break, most general first; empty when none."""
        matching = self.matching(facts)
        for state in matching:
            state.used += 1
        found = [_obstacle(state) for state in matching]
        for state in matching:
            state.used -= 1
        return [obstacle for obstacle in found if obstacle]

    def _of_rule(self, rule: QuotaRule, value: str, facts: Facts) -> QuotaState:
        state = self.of_rules.get((rule.pk, value))
        if state is None:
            quota = row_of(rule, facts[rule.column])
            state = QuotaState(quota, 0, {rule.column: value})
            state.groups = self._groups(state)
            self.of_rules[rule.pk, value] = state
        return state

    def _groups(self, state: QuotaState) -> list[list[QuotaState]]:
        groups: dict[tuple[str, ...], list[QuotaState]] = {}
        for floor in self.floors:
            if _lies_in(floor, state):
                groups.setdefault(tuple(floor.given), []).append(floor)
        return list(groups.values())


def load_names(quotas: Iterable[Quota]) -> None:
    """Read what the names of quotas are made of, those of quotas to come included."""
    prefetch_related_objects(list(quotas), "organisation", "stream", "course", "cohort")


def row_of(rule: QuotaRule, value: Any) -> Quota:
    """The quota that a rule will make for a value, before it is made."""
    return Quota(
        rule=rule,
        rule_value=str(value),
        program_id=rule.program_id,
        name_en=rule.name_en,
        name_ko=rule.name_ko,
        ceiling=rule.ceiling,
        **{rule.column: value},
    )


def _lies_in(floor: QuotaState, state: QuotaState) -> bool:
    return matches(state.given, floor.implied | floor.given)


def _obstacle(state: QuotaState) -> Obstacle | None:
    """What is broken now that one more place is counted; the numbers told are those before it."""
    reserving = state.reserving()
    reserved = sum(floor.unmet for floor in reserving)
    if state.free >= reserved:
        return None
    is_full = state.free < 0
    return Obstacle(
        quota=state.quota,
        kind=Obstacle.Kind.FULL if is_full else Obstacle.Kind.RESERVED,
        used=state.used - 1,
        ceiling=state.quota.ceiling,
        reserved=reserved,
        floors=() if is_full else tuple(floor.quota for floor in reserving),
    )
