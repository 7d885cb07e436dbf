"""One expenditure or one file, several people at one moment: it happens once, or not at all."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from grants.spending.actions import expenditure_imports, expenditures
from grants.spending.actions.expenditure_imports import Bill
from grants.spending.errors import ImportedAlready
from grants.spending.models import ApprovalLimit, Expenditure, ExpenditureImport
from ivi_training.guards.errors import MoveNotAllowed, RuleBroken
from ivi_training.guards.permissions import Role
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, recorded
from trainees.office.reports import invariants

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
RUNNERS = 12


@pytest.fixture
def line(transactional_db: None) -> BudgetLine:
    return line_of(grant_for(ProgramFactory()), budget=100_000)


def done(results: list[Any]) -> list[Any]:
    return [result for result in results if not isinstance(result, Exception)]


def copies(one: Expenditure) -> list[Expenditure]:
    """Read by each runner before the race."""
    related = Expenditure.objects.select_related("line")
    return [related.get(pk=one.pk) for _runner in range(RUNNERS)]


def approve_or_send_back(one: Expenditure) -> list[Any]:
    seen, people = copies(one), [UserFactory() for _runner in range(RUNNERS)]

    def step(number: int) -> Any:
        if number % 2:
            return expenditures.send_back(seen[number], by=people[number], reason="Which rooms?")
        return expenditures.approve(seen[number], by=people[number])

    return race(step, RUNNERS)


def test_approval_and_sending_back_exclude_each_other(line: BudgetLine):
    one = recorded(line)
    results = approve_or_send_back(one)
    assert len(done(results)) == 1
    assert {type(r) for r in results if isinstance(r, Exception)} == {MoveNotAllowed}
    line.refresh_from_db()
    is_approved = Expenditure.objects.get().status == "approved"
    assert line.spent == 10_000 * is_approved
    assert not list(invariants.differences())


def test_both_happen_without_the_guard(line: BudgetLine, monkeypatch: pytest.MonkeyPatch):
    """A plain save of the status, and no trigger: what one writes who knows no better."""

    def move(self: Expenditure, to: str, **facts: Any) -> None:
        known = {n: v for n, v in facts.items() if n not in ("by", "reason")}
        Expenditure.objects.filter(pk=self.pk).update(status=to, **known)

    one = recorded(line)
    monkeypatch.setattr(Expenditure, "move", move)
    monkeypatch.setattr(budget_lines, "lock", lambda pk: Grant.objects.get(pk=pk))
    for table in ("grants_expenditure", "grants_ledgerentry"):
        triggers_off(table)
    try:
        results = approve_or_send_back(one)
    finally:
        for table in ("grants_expenditure", "grants_ledgerentry"):
            triggers_on(table)
    assert len(done(results)) > 1


def test_two_of_many_approvers_are_enough_and_no_third(line: BudgetLine):
    ApprovalLimit.objects.create(grant=line.grant, role="approver", approvers=2)
    one = recorded(line)
    seen, people = copies(one), [UserFactory(roles=[Role.APPROVER]) for _runner in range(RUNNERS)]
    results = race(lambda n: expenditures.approve(seen[n], by=people[n]), RUNNERS)
    assert sorted(done(results)) == [False, True]
    assert all(isinstance(r, RuleBroken) for r in results if isinstance(r, Exception))
    known = Expenditure.objects.get()
    assert len({known.recorded_by, known.first_approved_by, known.approved_by}) == 3
    assert not list(invariants.differences())


def bills(line: BudgetLine) -> list[Bill]:
    day = timezone.localdate()
    return [Bill(line, None, day, f"Payee {n}", "", "Rooms", 1_000 + n, 0) for n in range(20)]


def take_at_once(line: BudgetLine) -> list[Any]:
    people, wanted = [UserFactory() for _runner in range(RUNNERS)], bills(line)
    return race(
        lambda n: expenditure_imports.take("bills.csv", b"one file", wanted, by=people[n]), RUNNERS
    )


def test_one_file_is_taken_once(line: BudgetLine):
    results = take_at_once(line)
    assert len(done(results)) == 1
    assert {type(r) for r in results if isinstance(r, Exception)} == {ImportedAlready}
    assert (ExpenditureImport.objects.count(), Expenditure.objects.count()) == (1, 20)
    assert not list(invariants.differences())


def test_one_file_is_taken_once_where_the_action_forgets(
    line: BudgetLine, monkeypatch: pytest.MonkeyPatch
):
    """The checksum is unique in the database."""
    monkeypatch.setattr(budget_lines, "lock", lambda pk: Grant.objects.get(pk=pk))
    monkeypatch.setattr(expenditure_imports, "recorded_before", lambda _bills: {})
    assert len(done(take_at_once(line))) == 1
    assert Expenditure.objects.count() == 20


def test_one_file_is_taken_many_times_without_the_guard(
    line: BudgetLine, monkeypatch: pytest.MonkeyPatch
):
    def keep(name: str, _content: bytes, count: int, *, by: Any) -> ExpenditureImport:
        return ExpenditureImport.objects.create(
            name=name, sha256=str(by.pk), count=count, imported_by=by
        )

    monkeypatch.setattr(budget_lines, "lock", lambda pk: Grant.objects.get(pk=pk))
    monkeypatch.setattr(expenditure_imports, "recorded_before", lambda _bills: {})
    monkeypatch.setattr(expenditure_imports, "_keep_file", keep)
    assert len(done(take_at_once(line))) > 1


def test_paper_is_not_taken_away_while_it_is_handed_in(line: BudgetLine):
    drafts = []
    for _pair in range(RUNNERS // 2):
        one = recorded(line)
        expenditures.send_back(one, by=UserFactory(), reason="Again")
        drafts.append(one)

    def step(number: int) -> Any:
        one = drafts[number // 2]
        if number % 2:
            return one.evidence.all().delete()
        return expenditures.submit(one, by=one.recorded_by)

    results = race(step, RUNNERS)
    refused = [r for r in results if isinstance(r, Exception)]
    assert all(isinstance(r, (IntegrityError, RuleBroken)) for r in refused)
    waiting = Expenditure.objects.filter(status="submitted")
    assert not waiting.filter(evidence__isnull=True).exists()
