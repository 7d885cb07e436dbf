"""What stands in the way of a place: the quotas of a program, read once and asked many times.

The same rules as the SQL in `models/counting.py`; the database has the last word.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Q, TextChoices, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trainees.models import Quota, QuotaRule
from trainees.models.counting import FACTS

Facts = Mapping[str, Any]  # a place's value by column, see `counting.FACTS`


@dataclass(eq=False)
class Standing:
    """One quota as it stands: its counter moves with the places that are counted into it."""

    quota: Quota
    used: int
    given: dict[str, str]
    groups: list[list["Standing"]] = field(default_factory=list)  # floors in it, by their columns

    @property
    def implied(self) -> dict[str, str]:
        """What follows from the facts it gives: a cohort has its course and its modality."""
        cohort = self.quota.cohort
        if cohort is None:
            return {}
        return {"course_id": str(cohort.course_id), "modality": cohort.modality}

    @property
    def unmet(self) -> int:
        """Places still reserved by the hard floor of this quota."""
        return max(0, self.quota.floor - self.used) if self.quota.is_reserving else 0

    @property
    def free(self) -> int:
        """Places left under the ceiling, reserved or not."""
        return self.quota.ceiling - self.used

    def reserving(self) -> list["Standing"]:
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
        self.by_hand: list[Standing] = []
        self.of_rules: dict[tuple[int, str], Standing] = {}
        for quota in quotas:
            standing = Standing(quota, quota.used, as_text(quota.given))
            if quota.rule_id is None:
                self.by_hand.append(standing)
            else:
                self.of_rules[quota.rule_id, quota.rule_value] = standing
        # Met ones too: a place that is counted as freed may leave one unmet again.
        self.floors = [s for s in self.standings() if s.quota.is_reserving]
        for standing in self.standings():
            standing.groups = self._groups(standing)
        self._alone = {tuple(standing.given.items()) for standing in self.by_hand}

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

    def standings(self) -> list[Standing]:
        """All of them: those made by hand, then those of rules."""
        return [*self.by_hand, *self.of_rules.values()]

    def matching(self, facts: Facts) -> list[Standing]:
        """The quotas in which a place with these facts counts, not yet made ones included."""
        plain = as_text(facts)
        found = [
            standing
            for standing in self.by_hand
            if all(plain.get(fact) == value for fact, value in standing.given.items())
        ]
        for rule in self.rules:
            value = plain.get(rule.column)
            if value and ((rule.column, value),) not in self._alone:
                found.append(self._of_rule(rule, value, facts))
        return found

    def count(self, facts: Facts, number: int = 1) -> None:
        """Count so many places with these facts, as if they were taken; a negative number frees."""
        for standing in self.matching(facts):
            standing.used += number

    def obstacles(self, facts: Facts) -> list[Obstacle]:
        """What one more place with these facts would break, most general first; empty when none."""
        matching = self.matching(facts)
        for standing in matching:
            standing.used += 1
        found = [_obstacle(standing) for standing in matching]
        for standing in matching:
            standing.used -= 1
        return [obstacle for obstacle in found if obstacle]

    def _of_rule(self, rule: QuotaRule, value: str, facts: Facts) -> Standing:
        standing = self.of_rules.get((rule.pk, value))
        if standing is None:
            quota = row_of(rule, facts[rule.column])
            standing = Standing(quota, 0, {rule.column: value})
            standing.groups = self._groups(standing)
            self.of_rules[rule.pk, value] = standing
        return standing

    def _groups(self, standing: Standing) -> list[list[Standing]]:
        groups: dict[tuple[str, ...], list[Standing]] = {}
        for floor in self.floors:
            if _lies_in(floor, standing):
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


def as_text(facts: Facts) -> dict[str, str]:
    """Facts as text in one order, without the empty ones: equal ones compare equal."""
    return {fact: str(facts[fact]) for fact in FACTS if facts.get(fact)}


def _lies_in(floor: Standing, standing: Standing) -> bool:
    """Whether each place that matches the floor matches the other quota too."""
    known = floor.implied | floor.given
    return all(known.get(fact) == value for fact, value in standing.given.items())


def _obstacle(standing: Standing) -> Obstacle | None:
    """What is broken now that one more place is counted; the numbers told are those before it."""
    reserving = standing.reserving()
    reserved = sum(floor.unmet for floor in reserving)
    if standing.free >= reserved:
        return None
    is_full = standing.free < 0
    return Obstacle(
        quota=standing.quota,
        kind=Obstacle.Kind.FULL if is_full else Obstacle.Kind.RESERVED,
        used=standing.used - 1,
        ceiling=standing.quota.ceiling,
        reserved=reserved,
        floors=() if is_full else tuple(floor.quota for floor in reserving),
    )
