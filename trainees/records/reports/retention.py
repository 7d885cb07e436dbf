"""What falls due when, what is held back, what was destroyed: for the office, and for a person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from courses.programs.models import Program
from ivi_training.accounts.models import Erasure, User
from trainees.applying.models import Application
from trainees.people.models import Applicant
from trainees.records.actions.retention_rules import LARGE
from trainees.records.models import Destruction, DueData, RetentionHold, RetentionRule
from trainees.records.models.due_data import DueDataQuerySet
from trainees.records.statuses import HeldBy
from trainees.selecting.models import Appeal

LONGEST = 50
_AHEAD = {"soon": 30, "quarter": 90, "year": 365}


@dataclass(frozen=True)
class RuleOutlook:
    """One rule in force, with the applications whose data go by it, and when."""

    rule: RetentionRule
    has_begun: bool
    now: int = 0
    soon: int = 0
    quarter: int = 0
    year: int = 0
    held: int = 0
    next_on: date | None = None

    @property
    def waits(self) -> bool:
        return self.now > LARGE and not self.has_begun


@dataclass(frozen=True)
class RetentionOverview:
    """Everything the page of one program shows."""

    outlooks: list[RuleOutlook]
    drafts: list[RetentionRule]
    passed_over: list[DueData]
    holds: list[RetentionHold]
    records: list[Destruction]


def overview(program: Program) -> RetentionOverview:
    """Rules with what falls due by them, who is passed over, and the newest records."""
    today = timezone.localdate()
    passed_over = DueData.objects.due(today).held().filter(rule__program=program)
    related = passed_over.select_related("rule", "application__applicant", "application__call")
    holds = RetentionHold.objects.open()
    holds = holds.select_related("applicant__merged__applicant", "made_by")
    records = Destruction.objects.filter(rule__program=program).select_related("rule")
    return RetentionOverview(
        outlooks=_outlooks(program, today),
        drafts=list(RetentionRule.objects.filter(program=program, published_at=None)),
        passed_over=list(related.order_by("due_on", "application_id")[:LONGEST]),
        holds=list(holds.order_by("-pk")[:LONGEST]),
        records=list(records.order_by("-pk")[:LONGEST]),
    )


def _outlooks(program: Program, today: date) -> list[RuleOutlook]:
    free = Q(held_by=HeldBy.NOTHING)
    ahead = {
        name: Count("application", filter=free & Q(due_on__lte=today + timedelta(days=days)))
        for name, days in _AHEAD.items()
    }
    counted = (
        DueData.objects.left()
        .filter(rule__program=program)
        .values("rule")
        .annotate(
            now=Count("application", filter=free & Q(due_on__lte=today)),
            held=Count("application", filter=~free & Q(due_on__lte=today)),
            next_on=Min("due_on", filter=free & Q(due_on__gt=today)),
            **ahead,
        )
        .order_by()
    )
    found: dict[int, Any] = {row["rule"]: row for row in counted}
    rules = RetentionRule.objects.in_force().filter(program=program).order_by("pk")
    new = set(rules.not_begun().values_list("pk", flat=True))
    names = ("now", *_AHEAD, "held", "next_on")
    return [
        RuleOutlook(rule, rule.pk not in new, *(found[rule.pk][name] for name in names))
        if rule.pk in found
        else RuleOutlook(rule, rule.pk not in new)
        for rule in rules
    ]


def waiting_by_program() -> tuple[dict[int, int], dict[int, int]]:
    """By program: rules whose large first run waits, and people held back although due.

    Asked on every visit of the start page, so only of rules and people that it can be about.
    """
    due = DueData.objects.due(timezone.localdate())
    new = list(RetentionRule.objects.in_force().not_begun().values_list("pk", flat=True))
    large = due.free().filter(rule__in=new).values("rule").annotate(n=Count("application"))
    waiting = RetentionRule.objects.filter(pk__in=large.filter(n__gt=LARGE).values("rule"))
    stopped = list(_stopped().values_list("pk", flat=True))
    people = due.held().filter(applicant__in=stopped).values("rule__program")
    held = people.annotate(n=Count("applicant", distinct=True)).order_by("rule__program")
    return (
        dict(waiting.order_by("program").values_list("program").annotate(n=Count("pk"))),
        dict(held.values_list("rule__program", "n")),
    )


def _stopped() -> QuerySet[Applicant]:
    holds = RetentionHold.objects.open()
    return Applicant.objects.filter(
        Q(pk__in=holds.values("applicant"))
        # Held under an account that was merged into theirs.
        | Q(pk__in=holds.values("applicant__merged__applicant"))
        | Q(pk__in=Appeal.objects.open().values("application__applicant"))
        | Q(user__in=Erasure.objects.open().order_by().values("user"))
    )


def of_rule(rule: RetentionRule, *, until: date) -> DueDataQuerySet:
    """What goes by the rule until that day, the earliest first."""
    related = DueData.objects.due(until).filter(rule=rule).select_related("application__call")
    return related.order_by("due_on", "application_id")


@dataclass(frozen=True)
class RetentionEnd:
    """What a person reads about one rule of a program that they applied to."""

    rule: RetentionRule
    due_on: date | None
    held_by: str


def retention_ends(user: User) -> list[tuple[Program, list[RetentionEnd]]]:
    """Until when each kind of data of the person is kept, where that is known already."""
    theirs = Application.objects.filter(applicant__user=user).order_by()
    rules = RetentionRule.objects.in_force().select_related("program")
    rules = rules.filter(program__in=theirs.values("cohort__program")).order_by("program", "pk")
    last: dict[int, DueData] = {}
    for due in DueData.objects.left().filter(applicant__user=user).order_by("due_on"):
        last[due.rule_id] = due
    found: dict[Program, list[RetentionEnd]] = defaultdict(list)
    for rule in rules:
        known = last.get(rule.pk)
        until, why = (known.due_on, known.get_held_by_display()) if known else (None, "")
        is_held = known is not None and known.held_by != HeldBy.NOTHING
        found[rule.program].append(RetentionEnd(rule, until, why if is_held else ""))
    return list(found.items())
