"""What the tables of `grants.awards` never hold: one try for each constraint."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

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
from grants.awards.models.grant import KEPT
from grants.ledger.statuses import Bucket
from tests.factories.accounts import UserFactory
from tests.repository.tries import LONG_AGO, post
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)


def asked() -> AccountingPeriod:
    """The period that somebody would like to reopen."""
    return PeriodReopening.objects.waiting().get().period


def refused(model: type[models.Model], by: Any, **agreement: None) -> Step:
    """Refuse what was asked for, past what lets an answer stand."""
    facts = {"refused_at": models.F("asked_at"), "refused_by": by, "refusal": "Why"}
    step = put(model, **facts, **agreement)
    return unguarded(f"{model._meta.label}:facts_stand", step=step)


CONSTRAINTS: dict[str, Step] = {
    "grant_ends_after_start": put(Grant, ends_on=LONG_AGO),
    "grant_never_over_allocated": post(Bucket.UNALLOCATED, Bucket.AVAILABLE),
    "budgetline_code_once_per_grant": again(
        BudgetLine, budgeted=0, committed=0, spent=0, overrun_allowed=0
    ),
    "grant_cash_not_negative": post(Bucket.RECEIVED, Bucket.RETURNED),
    "grant_received_within_award": post(Bucket.BANK, Bucket.RECEIVED),
    "grant_spent_is_not_returned": post(Bucket.RECEIVED, Bucket.RETURNED, amount=1),
    "budgetline_never_overspent": post(Bucket.AVAILABLE, Bucket.COMMITTED, item=True),
    "budgetline_balances_not_negative": post(Bucket.COMMITTED, Bucket.AVAILABLE, item=True),
    "deadline_title_once": again(Deadline),
    "deadline_kind_known": put(Deadline, kind="?"),
    "deadline_has_its_rule": put(Deadline, fixed_on=date(2022, 1, 1)),
    "deadline_done_has_who_and_when": put(Deadline, done_at=timezone.now()),
    "fundingsource_once": again(FundingSource),
    "fundingsource_kind_known": again(FundingSource, kind="luck"),
    "fundingsource_subsidy_is_the_award": again(FundingSource, name="Another"),
    "fundingsource_agreed_above_zero": again(FundingSource, kind="own", agreed=0),
    "accountingperiod_ends_after_start": again(
        AccountingPeriod, starts_on=LONG_AGO, ends_on=date(1998, 1, 1), closed_at=None,
        closed_by=None,
    ),
    "accountingperiod_closing_has_who_and_when": put(AccountingPeriod, closed_by=None),
    "periodreopening_one_open": again(
        PeriodReopening, agreed_at=None, agreed_by=None, period=asked
    ),
    "periodreopening_agreed_by_another": again(
        PeriodReopening, agreed_by=lambda: PeriodReopening.objects.earliest("pk").asked_by
    ),
    "periodreopening_agreement_has_who_and_when": again(PeriodReopening, agreed_at=None),
    "periodreopening_refused_by_another": refused(
        PeriodReopening, models.F("asked_by"), agreed_at=None, agreed_by=None
    ),
    "periodreopening_refusal_has_who_when_and_why": unguarded(
        "grants.PeriodReopening:facts_stand", step=put(PeriodReopening, refusal="Why")
    ),
    "periodreopening_decided_one_way": refused(PeriodReopening, UserFactory),
    "budgetcategory_name_once_per_grant": again(BudgetCategory),
    "overrun_amount_positive": again(Overrun, amount=0, approved_at=None, approved_by=None),
    "overrun_approved_by_another": unguarded(
        "grants.Overrun:facts_stand", step=put(Overrun, approved_by=models.F("asked_by"))
    ),
    "overrun_approval_has_who_and_when": unguarded(
        "grants.Overrun:facts_stand", step=put(Overrun, approved_by=None)
    ),
    "overrun_refused_by_another": refused(
        Overrun, models.F("asked_by"), approved_at=None, approved_by=None
    ),
    "overrun_refusal_has_who_when_and_why": unguarded(
        "grants.Overrun:facts_stand", step=put(Overrun, refusal="Why")
    ),
    "overrun_decided_one_way": refused(Overrun, UserFactory),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "grant.code": again(Grant, **dict.fromkeys(KEPT, 0)),
}  # fmt: skip
