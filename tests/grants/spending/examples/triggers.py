"""What the database refuses or keeps in `grants.spending`, whoever writes."""

from typing import Any

from django.db import models
from django.utils import timezone

from grants.awards.models import (
    FundingSource,
    Grant,
)
from grants.budgets.actions import budget_lines
from grants.spending.models import (
    ApprovalLimit,
    Evidence,
    Expenditure,
    ExpenditureImport,
    FundingShare,
)
from tests.factories.accounts import UserFactory
from tests.repository.tries import other_grant
from tests.repository.world import (
    Step,
    again,
    drop,
    empty,
    put,
    unguarded,
)


def drafts() -> models.QuerySet[Expenditure]:
    """What was imported and waits for its papers."""
    return Expenditure.objects.filter(status="draft")


def abroad() -> models.QuerySet[Expenditure]:
    """What was paid in dollars and disallowed in part."""
    return Expenditure.objects.exclude(currency="")


def hand_in_draft() -> None:
    drafts().update(status="submitted")


def approve(pk: int) -> None:
    now = {"approved_at": timezone.now(), "approved_by": UserFactory()}
    Expenditure.objects.filter(pk=pk).update(status="approved", **now)


def approve_above_limit() -> None:
    one = drafts().get()
    unguarded("grants.Expenditure:handed_in_whole", step=hand_in_draft)()
    approve(one.pk)


def approve_unposted() -> None:
    one = drafts().get()
    unguarded("grants.Expenditure:handed_in_whole", step=hand_in_draft)()
    unguarded("grants.Expenditure:within_limits", step=lambda: approve(one.pk))()


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Expenditure:payment_stands": [
        lambda: abroad().update(payment_reference="9"),
        lambda: abroad().update(disallowed_amount=1),
    ],
    "Expenditure:converted": [unguarded(
        "grants.Expenditure:facts_frozen",
        step=lambda: abroad().update(amount=5, supply=5),
    )],
    "Expenditure:handed_in_whole": [hand_in_draft],
    "Expenditure:within_limits": [approve_above_limit],
    "Expenditure:posted_as_it_stands": [approve_unposted],
    "Expenditure:parts_make_the_whole": [
        unguarded("grants.Expenditure:status_start", "grants.Expenditure:facts_frozen",
                  step=lambda: drafts().update(
                      amount=models.F("amount") + 1, supply=models.F("supply") + 1
                  )),
    ],
    "Expenditure:kept": [
        lambda: Expenditure.objects.filter(status="approved")._raw_delete("default"),
    ],
    "Evidence:stands_once_handed_in": [put(Evidence, kind="quotes"), drop(Evidence)],
    "FundingShare:stands_once_handed_in": [
        put(FundingShare, amount=5), drop(FundingShare), again(FundingShare),
    ],
    "FundingShare:parts_make_the_whole": [
        lambda: FundingShare.objects.filter(expenditure__in=drafts()).update(amount=5),
        lambda: FundingShare.objects.filter(expenditure__in=drafts())._raw_delete("default"),
        lambda: FundingShare.objects.filter(expenditure__in=drafts()).update(
            source=FundingSource.objects.create(grant=other_grant(), kind="other").pk
        ),
    ],
    "ExpenditureImport:append_only": [put(ExpenditureImport, count=9)],
    "ExpenditureImport:never_emptied": [empty(ExpenditureImport)],
    "Expenditure:status_moves": [put(Expenditure, status="draft")],
    "Expenditure:status_start": [again(Expenditure)],
    "Expenditure:facts_frozen": [
        # Of one in won: another trigger looks first at what was paid in dollars. None of a draft,
        # whose facts are free: a constraint would refuse it, wherever its row comes first.
        lambda: Expenditure.objects.filter(currency="").exclude(status="draft").update(amount=5),
        put(Expenditure, line_id=0), put(Expenditure, payee="Another"),
    ],
}  # fmt: skip

# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "LedgerEntry:post": (
        lambda: budget_lines.award(Grant.objects.get(), 5, by=UserFactory()), "grant.awarded",
    ),
}  # fmt: skip

# One change of each table that has a history.
RECORDED: dict[type[models.Model], dict[str, Any]] = {
    ApprovalLimit: {"up_to": 5},
}  # fmt: skip
