"""Moving places between quotas: what a revision would do, told before it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.programs.models import Program
from trainees.places.actions.limits import Limits, QuotaState, row_of
from trainees.places.models import Place, Quota, QuotaRule, QuotaVersionLine

TOO_LOW = gettext_lazy(
    "%(quota)s: %(used)s places are taken, %(over)s more than a ceiling of %(ceiling)s."
)
TOO_SHORT = gettext_lazy(
    "%(quota)s: %(used)s places are taken and %(reserved)s reserved for %(floors)s, "
    "%(over)s more than a ceiling of %(ceiling)s."
)


@dataclass(frozen=True)
class QuotaTerms:
    """What is agreed about one quota."""

    ceiling: int
    floor: int = 0
    floor_until: date | None = None


@dataclass(frozen=True)
class QuotaChange:
    """One quota before and after, and what stands against it."""

    quota: Quota
    before: QuotaTerms
    after: QuotaTerms
    reserved: int
    floors: tuple[Quota, ...]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def over(self) -> int:
        """Places taken beyond the new ceiling."""
        return max(0, self.quota.used - self.after.ceiling)

    @property
    def short(self) -> int:
        """Reserved places for which the new ceiling leaves no room; 0 when all fit."""
        return max(0, self.quota.used + self.reserved - self.after.ceiling)

    @property
    def is_floor_too_large(self) -> bool:
        return self.after.floor > self.after.ceiling

    @property
    def problem(self) -> str:
        """Why this cannot be, by how many; empty when it can."""
        numbers = {
            "quota": self.quota.name,
            "used": self.quota.used,
            "ceiling": self.after.ceiling,
            "floor": self.after.floor,
            "over": self.over or self.short,
            "reserved": self.reserved,
            "floors": ", ".join(floor.name for floor in self.floors),
        }
        if self.over:
            return str(TOO_LOW % numbers)
        if self.is_floor_too_large:
            return _("%(quota)s: %(floor)s cannot be reserved within %(ceiling)s.") % numbers
        if self.short:
            return str(TOO_SHORT % numbers)
        return ""


@dataclass(frozen=True)
class RuleChange:
    """One rule before and after, with the quota that follows it and has the least room."""

    rule: QuotaRule
    before: int
    after: int
    fullest: Quota | None
    reserved: int = 0
    floors: tuple[Quota, ...] = ()

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def over(self) -> int:
        """Places that the fullest quota has beyond the new ceiling."""
        return max(0, self.fullest.used - self.after) if self.fullest else 0

    @property
    def problem(self) -> str:
        """Why this cannot be, by how many; empty when it can."""
        over = self.over
        if self.fullest is not None:
            over = over or self.fullest.used + self.reserved - self.after
        if self.fullest is None or over <= 0:
            return ""
        numbers = {
            "quota": self.fullest.name,
            "used": self.fullest.used,
            "over": over,
            "ceiling": self.after,
            "reserved": self.reserved,
            "floors": ", ".join(floor.name for floor in self.floors),
        }
        return str((TOO_LOW if self.over else TOO_SHORT) % numbers)


@dataclass(frozen=True)
class RevisionPreview:
    """A revision of a whole program."""

    quotas: list[QuotaChange]
    rules: list[RuleChange]

    @property
    def changes(self) -> list[QuotaChange | RuleChange]:
        """Every quota and rule, changed or not."""
        return [*self.quotas, *self.rules]

    @property
    def problems(self) -> list[str]:
        return [change.problem for change in self.changes if change.problem]

    @property
    def is_change(self) -> bool:
        return any(change.is_changed for change in self.changes)


def terms(quota: Quota) -> QuotaTerms:
    return QuotaTerms(quota.ceiling, quota.floor, quota.floor_until)


def preview(
    program: Program,
    agreed: Mapping[Quota, QuotaTerms | int],
    rules: Mapping[QuotaRule, int],
    *,
    kept: Quota | None = None,
) -> RevisionPreview:
    """What each quota and rule would become; a bare number is a ceiling, the rest stays.

    With `kept`, as if the floor of that quota were not released.
    """
    given = {quota.pk: new for quota, new in agreed.items()}
    on_record = QuotaVersionLine.objects.filter(quota=OuterRef("pk"))
    wanted = Q(rule__isnull=True) | Q(pk__in=given) | Exists(on_record)
    before: dict[int, QuotaTerms] = {}
    quotas = list(Quota.objects.open().filter(wanted, program=program).for_list())
    for quota in quotas:
        before[quota.pk] = terms(quota)
        if kept is not None and quota.pk == kept.pk:
            quota.floor_released_at = None
        new = given.get(quota.pk, before[quota.pk])
        after = new if isinstance(new, QuotaTerms) else replace(before[quota.pk], ceiling=new)
        quota.ceiling, quota.floor, quota.floor_until = (
            after.ceiling,
            after.floor,
            after.floor_until,
        )
    states = Limits(quotas).states()
    return RevisionPreview(
        quotas=[_quota_change(state, before[state.quota.pk]) for state in states],
        rules=_rule_changes(program, {r.pk: ceiling for r, ceiling in rules.items()}, quotas),
    )


def problems_with(program: Program, new: Sequence[Quota]) -> list[str]:
    """Why these quotas cannot be added together; nothing where they can."""
    quotas_now = list(Quota.objects.open().made_by_hand().filter(program=program).for_list())
    for quota in new:
        quota.used = Place.objects.counted_by(quota).count()
        quota.today = quotas_now[0].today if quotas_now else timezone.localdate()
    changes = [
        _quota_change(found, terms(found.quota)) for found in Limits([*quotas_now, *new]).by_hand
    ]
    return [change.problem for change in changes if change.problem]


def problems_after(quota: Quota) -> list[str]:
    """Why this quota cannot be closed: a rule takes over what it counts, with a lower ceiling."""
    others = Quota.objects.open().made_by_hand().filter(program=quota.program_id)
    rows = [
        row_of(rule, quota.given[rule.column])
        for rule in QuotaRule.objects.open().filter(program=quota.program_id)
        if list(quota.given) == [rule.column]
    ]
    for row in rows:
        row.used = Place.objects.counted_by(row).count()
    limits = Limits([*others.exclude(pk=quota.pk).for_list(), *rows])
    changes = [_quota_change(found, terms(found.quota)) for found in limits.of_rules.values()]
    return [change.problem for change in changes if change.problem]


def _quota_change(state: QuotaState, before: QuotaTerms) -> QuotaChange:
    reserving = state.reserving()
    return QuotaChange(
        quota=state.quota,
        before=before,
        after=terms(state.quota),
        reserved=sum(floor.unmet for floor in reserving),
        floors=tuple(floor.quota for floor in reserving),
    )


def _rule_changes(
    program: Program, ceilings: Mapping[int, int], quotas: Sequence[Quota]
) -> list[RuleChange]:
    rules = list(QuotaRule.objects.open().filter(program=program))
    following = Quota.objects.open().filter(rule__in=rules, version_lines__isnull=True)
    first = following.order_by("rule_id", "-used", "pk").distinct("rule_id")
    wanted = Q(pk__in=first.values("pk"))
    for rule in rules:
        # A share reserved within a value needs room there, however few places are taken.
        values = {str(q.given[rule.column]) for q in quotas if rule.column in q.given and q.floor}
        wanted |= Q(rule=rule, rule_value__in=values)
    rows = list(following.filter(wanted).for_list())
    tightest: dict[int | None, QuotaChange] = {}
    for state in Limits([*quotas, *rows]).of_rules.values():
        if state.quota in rows:
            found = _quota_change(state, terms(state.quota))
            known = tightest.get(state.quota.rule_id)
            if known is None or _needed(known) < _needed(found):
                tightest[state.quota.rule_id] = found
    return [
        RuleChange(
            rule,
            rule.ceiling,
            ceilings.get(rule.pk, rule.ceiling),
            *_tightest(tightest.get(rule.pk)),
        )
        for rule in rules
    ]


def _needed(change: QuotaChange) -> int:
    return change.quota.used + change.reserved


def _tightest(change: QuotaChange | None) -> tuple[Quota | None, int, tuple[Quota, ...]]:
    return (change.quota, change.reserved, change.floors) if change else (None, 0, ())
