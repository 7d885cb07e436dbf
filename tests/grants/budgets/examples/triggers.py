"""What the database refuses or keeps in `grants.budgets`, whoever writes."""

from typing import Any

from django.db import connection, models

from grants.awards.models import BudgetCategory, Grant
from grants.budgets.models import (
    BudgetVersion,
    BudgetVersionLine,
    Transfer,
    TransferPair,
    TransferPolicy,
)
from tests.factories.grants import line_of
from tests.repository.tries import other_grant
from tests.repository.world import (
    Step,
    again,
    drop,
    empty,
    put,
)


def another_line_of_a_version() -> None:
    """A line that came later is written into the version before it, which was judged by then."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    line = line_of(Grant.objects.get(), 0, code="NEW")
    BudgetVersionLine.objects.create(version=BudgetVersion.objects.get(), line=line, amount=1)


def other_category() -> BudgetCategory:
    return BudgetCategory.objects.create(grant=other_grant(), name_en="Elsewhere")


def pair_of(**facts: Any) -> Step:
    """A pair that the policy allows, but for one of its categories."""

    def allow() -> None:
        policy = TransferPolicy.objects.earliest("pk")
        own = {
            name: BudgetCategory.objects.create(grant=policy.grant, name_en=name)
            for name in ("from_category", "to_category")
        }
        elsewhere = {name: value() for name, value in facts.items()}
        TransferPair.objects.create(policy=policy, **own | elsewhere)

    return allow


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Transfer:status_moves": [put(Transfer, status="asked"), put(Transfer, status="refused")],
    "Transfer:status_start": [again(Transfer)],
    "Transfer:facts_stand": [
        put(Transfer, amount=9_999), put(Transfer, to_line=models.F("from_line")),
    ],
    "Transfer:kept": [drop(Transfer)],
    "TransferPair:of_one_grant": [
        pair_of(from_category=other_category), pair_of(to_category=other_category),
    ],
    "BudgetVersion:append_only": [put(BudgetVersion, reason="Another"), drop(BudgetVersion)],
    "BudgetVersion:never_emptied": [empty(BudgetVersion)],
    "BudgetVersion:totals_the_award": [again(BudgetVersion, number=99)],
    "BudgetVersionLine:append_only": [put(BudgetVersionLine, amount=9), drop(BudgetVersionLine)],
    "BudgetVersionLine:never_emptied": [empty(BudgetVersionLine)],
    "BudgetVersionLine:totals_the_award": [another_line_of_a_version],
}  # fmt: skip
