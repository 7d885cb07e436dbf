"""The books of the 2022 grant: a policy, the bank, a slip, a transfer, closed months, a report.

Published is the award alone; everything here is a demonstration value.
"""

import uuid
from datetime import date, timedelta

from grants.awards.actions import deadlines
from grants.awards.models import BudgetLine, Grant
from grants.awards.statuses import DeadlineKind
from grants.budgets.actions import budget_versions, cash, periods, transfers
from grants.budgets.actions.cash import Movement
from grants.budgets.models import TransferPolicy
from grants.budgets.statuses import TransferScope
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import CashFlow
from grants.settling.actions import settlements
from grants.spending.actions import expenditures, reversals
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from trainees.demonstration.clock import at, noon
from trainees.demonstration.papers import paper

MILLION = 1_000_000
Shown = tuple[CashFlow, date, int, str]
BANK: list[Shown] = [
    (CashFlow.TRANCHE, date(2022, 3, 2), 2_150 * MILLION, "First tranche"),
    (CashFlow.INTEREST, date(2022, 6, 30), 3_412_870, "First half of the year"),
    (CashFlow.TRANCHE, date(2022, 8, 1), 1_720 * MILLION, "Second tranche"),
]
# Typed with a digit too many, and taken back the day after.
SLIP: Shown = (CashFlow.INTEREST, date(2022, 9, 30), 29_881_400, "Third quarter")
MOVED = ("220-01", "220-03", 12 * MILLION, date(2022, 9, 20), "More visas than planned")
CLOSED_ON = date(2022, 12, 5)
CLOSED_UNTIL = date(2022, 9, 30)
REPORTED = "Interim report after three quarters (demonstration)"
AUDITOR_NAMED = (date(2022, 4, 12), "Letter to the ministry (demonstration)")


def begin(grant: Grant, *, by: User) -> None:
    TransferPolicy.objects.create(
        grant=grant, scope=TransferScope.CATEGORY, cap_percent=20, approver=Role.APPROVER
    )
    periods.set_up(grant, months=1, by=by)
    budget_versions.record(grant, by=by)
    deadlines.add_profile(grant, by=by)


def keep_accounts(grant: Grant, people: dict[Role, User]) -> None:
    """What the bank showed, one mistake, one transfer; then the early months are closed and reported."""
    finance, approver = people[Role.FINANCE], people[Role.APPROVER]
    for shown in BANK:
        _record(grant, shown, by=finance)
    wrong = _record(grant, SLIP, by=finance)
    with at(noon(SLIP[1])):
        reversals.reverse(
            wrong, reason="A digit too many", effective_on=wrong.effective_on, by=approver
        )
    _record(grant, (SLIP[0], SLIP[1], SLIP[2] // 10, SLIP[3]), by=finance)
    _move(grant, finance, approver)
    with at(noon(CLOSED_ON)):
        for period in grant.periods.filter(ends_on__lte=CLOSED_UNTIL):
            periods.close(period, by=finance)
        settlements.submit(grant, until=CLOSED_UNTIL, note=REPORTED, by=finance)
    with at(noon(AUDITOR_NAMED[0])):
        first = grant.deadlines.filter(kind=DeadlineKind.AUDIT).earliest("pk")
        deadlines.mark_done(first, note=AUDITOR_NAMED[1], by=finance)


def run(grant: Grant, people: dict[Role, User], today: date) -> None:
    """A grant that is being spent: its first tranche, and the staff of two months."""
    finance, approver = people[Role.FINANCE], people[Role.APPROVER]
    came = grant.starts_on + timedelta(days=9)
    _record(grant, (CashFlow.TRANCHE, came, 300 * MILLION, "First tranche"), by=finance)
    line = BudgetLine.objects.get(grant=grant, code="110-01")
    for day in (today - timedelta(days=35), today - timedelta(days=5)):
        with at(noon(day)):
            paid = expenditures.record(
                line=line,
                spent_on=day,
                payee="Program staff (demonstration)",
                purpose=f"Staff, {day:%B}",
                amount=5_200_000,
                evidence=paper(f"Payroll {day:%Y-%m}", name="payroll.pdf"),
                by=finance,
            )
            expenditures.approve(paid, by=approver)


def _record(grant: Grant, shown: Shown, *, by: User) -> LedgerEntry:
    flow, day, amount, note = shown
    token = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{flow} {day} {amount}"))
    movement = Movement(flow=flow, amount=amount, effective_on=day, note=note, token=token)
    with at(noon(day)):
        return cash.record(grant, movement=movement, by=by)


def _move(grant: Grant, finance: User, approver: User) -> None:
    source, to, amount, day, reason = MOVED
    lines = BudgetLine.objects.select_related("category").filter(grant=grant)
    wish = transfers.TransferRequest(lines.get(code=source), lines.get(code=to), amount, reason, "")
    with at(noon(day)):
        asked = transfers.ask(grant, wish=wish, by=finance)
        transfers.approve(asked, by=approver)
