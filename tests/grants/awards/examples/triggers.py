"""What the database refuses or keeps in `grants.awards`, whoever writes."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from courses.programs.models import Stream
from grants.awards.models import (
    AccountingPeriod,
    BudgetCategory,
    BudgetLine,
    Deadline,
    FundingSource,
    Grant,
    Overrun,
    PeriodReopening,
)
from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, ProgramFactory
from tests.repository.tries import other_grant
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
)


def other_category() -> BudgetCategory:
    return BudgetCategory.objects.create(grant=other_grant(), name_en="Another")


def other_stream() -> Stream:
    return ProgramFactory().streams.first()


def closed_again(**facts: Any) -> Step:
    """Written into the period that was closed and not reopened."""
    closed = AccountingPeriod.objects.closed().filter(reopenings__agreed_at=None)
    return lambda: AccountingPeriod.objects.filter(
        pk__in=closed.values_list("pk", flat=True)
    ).update(**{name: value() if callable(value) else value for name, value in facts.items()})


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Grant:counters_kept": [
        put(Grant, awarded=9), put(Grant, unallocated=9), again(Grant, code="2", unallocated=0),
    ],
    "BudgetLine:counters_kept": [
        put(BudgetLine, budgeted=9_999_999), put(BudgetLine, committed=9), put(BudgetLine, spent=9),
        put(BudgetLine, overrun_allowed=9),
        again(BudgetLine, code="2"),
    ],
    "BudgetLine:of_one_grant": [
        put(BudgetLine, cohort=CohortFactory), put(BudgetLine, stream=other_stream),
        put(BudgetLine, category=other_category),
    ],
    "Overrun:asked_first": [again(Overrun)],
    "Overrun:facts_stand": [put(Overrun, amount=9_999), put(Overrun, approved_at=timezone.now)],
    "Overrun:kept": [drop(Overrun)],
    "AccountingPeriod:apart": [again(AccountingPeriod, closed_at=None, closed_by=None)],
    "AccountingPeriod:closed_or_reopened": [
        closed_again(closed_at=None, closed_by=None), closed_again(closed_at=timezone.now),
    ],
    "AccountingPeriod:days_stand": [
        put(AccountingPeriod, ends_on=date(2000, 1, 1)), put(AccountingPeriod, grant=0),
    ],
    "AccountingPeriod:kept": [drop(AccountingPeriod)],
    "PeriodReopening:facts_stand": [
        put(PeriodReopening, reason="Another"), put(PeriodReopening, agreed_at=timezone.now),
    ],
    "PeriodReopening:kept": [drop(PeriodReopening)],
    "FundingSource:stays_what_it_is": [
        put(FundingSource, kind="other"), put(FundingSource, grant=other_grant),
    ],
}  # fmt: skip

# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "Overrun:allow": (
        lambda: Overrun.objects.filter(approved_at=None).update(
            approved_at=timezone.now(), approved_by=UserFactory()
        ),
        "budget_line.overrun_allowed",
    ),
}  # fmt: skip

# One change of each table that has a history.
RECORDED: dict[type[models.Model], dict[str, Any]] = {
    Grant: {"title": "Another"},
    AccountingPeriod: {"closed_by": lambda: User.objects.earliest("pk")},
    Deadline: {"basis": "Letter 7"},
}  # fmt: skip
