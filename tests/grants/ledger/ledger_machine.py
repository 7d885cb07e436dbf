"""Random lives of a grant's books: each step is made by the real action and by plain dictionaries.

An action may refuse what the model refuses, with a `RuleBroken`, and nothing else.
"""

import copy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import time_machine
from django.db import connection, transaction
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines, cash, overruns, periods, transfers
from grants.commitments.actions import commitments
from grants.commitments.models import Commitment
from grants.ledger.models import LedgerEntry
from grants.ledger.reports import verification
from grants.ledger.statuses import REVERSIBLE, CashFlow
from grants.rates.models import ExchangeRate
from grants.spending.actions import expenditures, payments, reversals
from grants.spending.models import Expenditure
from ivi_training.accounts.models import User
from ivi_training.guards.errors import RuleBroken
from tests.factories.accounts import UserFactory
from tests.factories.budgets import approver, policy_for, wish
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for, line_of, package_for, payment, recorded
from tests.factories.ledger import movement
from tests.factories.money import exchange_rate
from trainees.office.reports import invariants

NOW = "2022-04-10 03:00Z"
DAYS = [date(2022, 1, 15), date(2022, 2, 15), date(2022, 3, 15), date(2022, 4, 10)]
COST = 50
LINES = st.sampled_from("AB")
AMOUNTS = st.integers(1, 200)
FLOWS = {
    CashFlow.TRANCHE: ("bank", "received"),
    CashFlow.INTEREST: ("bank", "interest"),
    CashFlow.REFUND: ("received", "returned"),
    CashFlow.INTEREST_REFUND: ("interest", "interest_returned"),
}


@dataclass
class Bill:
    """What was approved of one expenditure, and where it stands now."""

    line: str
    amount: int
    status: str = "approved"


@dataclass
class Books:
    """What the ledger should say; an account is a bucket of the grant or one of a line."""

    balances: Counter[str] = field(default_factory=Counter)
    overruns: Counter[str] = field(default_factory=Counter)
    promises: dict[int, dict[str, Any]] = field(default_factory=dict)
    bills: dict[int, Bill] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)
    closed: int = 0

    def move(self, source: str, to: str, amount: int) -> None:
        self.balances[source] -= amount
        self.balances[to] += amount

    def budget(self, line: str) -> int:
        return sum(
            self.balances[f"{bucket} {line}"]
            for bucket in ("available", "committed", "spent", "exchange")
        )

    def gone(self, line: str) -> int:
        """What the column `spent` shows: a difference of rates is money gone, or saved."""
        return self.balances[f"spent {line}"] + self.balances[f"exchange {line}"]

    def free(self, line: str) -> int:
        return self.balances[f"available {line}"] + self.overruns[line]

    def is_sound(self) -> bool:
        """Every rule of the books, in one place."""
        b = self.balances
        outside = ("bank", "funder", "exchange")
        return (
            all(n >= 0 for name, n in b.items() if not name.startswith((*outside, "available")))
            and all(self.free(line) >= 0 and self.budget(line) >= 0 for line in "AB")
            and all(self.gone(line) >= 0 for line in "AB")
            and b["received"] + b["returned"] <= -b["funder"]
            and (not b["returned"] or self.gone("A") + self.gone("B") <= b["received"])
        )

    def is_open(self, day: date) -> bool:
        return DAYS.index(day) >= self.closed


@dataclass(frozen=True)
class World:
    """What every life begins with."""

    grant: Grant
    cohort: Cohort
    promise: commitments.Promise
    by: User
    approver: User
    rates: dict[str, ExchangeRate]

    @property
    def par(self) -> ExchangeRate:
        """One won for one unit."""
        return self.rates["1"]


def build() -> World:
    with time_machine.travel("2022-01-01 03:00Z"):
        cohort = CohortFactory()
        grant = grant_for(cohort.program, 1_000)
        line = line_of(grant, 0, "A")
        line_of(grant, 0, "B")
        promise = commitments.Promise(package_for(line, amount=COST), cohort, "offer")
        policy_for(grant)
        periods.set_up(grant, months=1, by=UserFactory())
    rates = {
        rate: exchange_rate(rate=Decimal(rate), source=rate, announced_on=DAYS[-1])
        for rate in ("0.5", "1", "1.25")
    }
    return World(grant, cohort, promise, UserFactory(), approver(), rates)


class LedgerMachine(RuleBasedStateMachine):
    """One life, in a savepoint of its own that is rolled back at its end."""

    def __init__(self, world: World, made: Counter[str]) -> None:
        super().__init__()
        self.world, self.made, self.books = world, made, Books()
        self.books.move("funder", "unallocated", 1_000)
        made["lives"] += 1
        self.life = transaction.atomic()
        self.life.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.life.__exit__(None, None, None)

    def act(self, wanted: Books | None, step: Callable[[], Any]) -> Any:
        """Make a step; it has to be done where the books would be sound, and only there."""
        self.made["steps"] += 1
        may = wanted is not None and wanted.is_sound()
        try:
            with time_machine.travel(NOW, tick=False), transaction.atomic():
                result = step()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        except RuleBroken as refusal:
            result = refusal
        if isinstance(result, RuleBroken):
            note(f"refused: {type(result).__name__}: {result.message}")
            assert not may, f"refused without a reason: {result.message}"
            self.made[type(result).__name__] += 1
            return None
        assert may, "done although it must be refused"
        self.books = wanted
        return result or True

    def then(self) -> Books:
        return copy.deepcopy(self.books)

    def line(self, code: str) -> BudgetLine:
        return BudgetLine.objects.select_related("grant", "category").get(
            grant=self.world.grant, code=code
        )

    @property
    def grant(self) -> Grant:
        return Grant.objects.get(pk=self.world.grant.pk)

    # --- steps -----------------------------------------------------------------------------------

    @rule(amount=AMOUNTS)
    def award(self, amount: int) -> None:
        wanted = self.then()
        wanted.move("funder", "unallocated", amount)
        self.act(wanted, lambda: budget_lines.award(self.grant, amount, by=self.world.by))

    @rule(flow=st.sampled_from(CashFlow), amount=st.integers(1, 900), day=st.sampled_from(DAYS))
    def bank(self, flow: CashFlow, amount: int, day: date) -> None:
        wanted = self.then()
        wanted.move(*FLOWS[flow], amount)
        shown = movement(flow, amount, effective_on=day)
        self.act(
            wanted if wanted.is_open(day) else None,
            lambda: cash.record(self.grant, movement=shown, by=self.world.by),
        )

    @rule(code=LINES, amount=st.integers(0, 800))
    def set_budget(self, code: str, amount: int) -> None:
        wanted, change = self.then(), amount - self.books.budget(code)
        wanted.move("unallocated", f"available {code}", change)
        self.act(
            wanted if change >= 0 else None,  # the policy: lowered by transfers alone
            lambda: budget_lines.set_budget(self.line(code), amount, by=self.world.by),
        )

    @rule()
    def promise(self) -> None:
        wanted = self.then()
        wanted.move("available A", "committed A", COST)
        done = self.act(wanted, lambda: commitments.commit([self.world.promise], by=self.world.by))
        if done:
            self.books.promises[done[0].pk] = {"open": COST, "ended": False}

    @rule(which=st.integers(0, 9))
    def end_promise(self, which: int) -> None:
        if not self.books.promises:
            return
        pk = sorted(self.books.promises)[which % len(self.books.promises)]
        wanted = self.then()
        known = wanted.promises[pk]
        if not known["ended"]:
            wanted.move("committed A", "available A", known["open"])
            wanted.promises[pk] = {"open": 0, "ended": True}
        held = Commitment.objects.get(pk=pk)
        self.act(wanted, lambda: commitments.release(held, by=self.world.by, reason="Declined"))

    @rule(code=LINES, amount=AMOUNTS, is_of_cohort=st.booleans(), is_foreign=st.booleans())
    def spend(self, code: str, amount: int, *, is_of_cohort: bool, is_foreign: bool) -> None:
        wanted, left = self.then(), amount
        for _pk, known in sorted(wanted.promises.items()) if is_of_cohort and code == "A" else []:
            part = min(left, known["open"])
            if part:
                known["open"] -= part
                left -= part
                wanted.move(f"committed {code}", f"spent {code}", part)
        if left:
            wanted.move(f"available {code}", f"spent {code}", left)
        cohort = self.world.cohort if is_of_cohort else None
        abroad = {"currency": "USD", "foreign_amount": Decimal(amount), "rate": self.world.par}
        facts = abroad if is_foreign else {}
        facts |= {"cohort": cohort, "spent_on": DAYS[-1]}
        bill = recorded(self.line(code), amount, by=self.world.by, **facts)
        # One that is refused waits, and moves nothing.
        if self.act(wanted, lambda: expenditures.approve(bill, by=self.world.approver)):
            self.books.bills[bill.pk] = Bill(code, amount)

    def a_bill(self, which: int) -> tuple[Expenditure, Bill, Books] | None:
        if not self.books.bills:
            return None
        pk = sorted(self.books.bills)[which % len(self.books.bills)]
        wanted = self.then()
        return (
            Expenditure.objects.select_related("line__grant").get(pk=pk),
            wanted.bills[pk],
            wanted,
        )

    @rule(which=st.integers(0, 9), rate=st.sampled_from(["0.5", "1", "1.25"]))
    def pay(self, which: int, rate: str) -> None:
        if (found := self.a_bill(which)) is None:
            return
        bill, known, wanted = found
        may, known.status = known.status == "approved", "paid"
        at_payment = self.world.rates[rate] if bill.currency else None
        if at_payment:
            more = round(Fraction(rate) * known.amount) - known.amount
            wanted.move(f"available {known.line}", f"exchange {known.line}", more)
        by_card = payment(paid_on=DAYS[-1], method="card", rate=at_payment)
        self.act(
            wanted if may else None,
            lambda: payments.pay(bill, payment=by_card, by=self.world.by),
        )

    @rule(which=st.integers(0, 9))
    def settle(self, which: int) -> None:
        if (found := self.a_bill(which)) is None:
            return
        bill, known, wanted = found
        may, known.status = known.status == "paid", "settled"
        self.act(
            wanted if may else None,
            lambda: payments.settle(bill, reason="Report", by=self.world.approver),
        )

    @rule(which=st.integers(0, 9), amount=AMOUNTS)
    def disallow(self, which: int, amount: int) -> None:
        if (found := self.a_bill(which)) is None:
            return
        bill, known, wanted = found
        may = known.status in ("paid", "settled") and amount <= known.amount
        known.status = "disallowed"
        wanted.move(f"spent {known.line}", f"available {known.line}", amount)
        self.act(
            wanted if may else None,
            lambda: payments.disallow(
                bill, amount=amount, reason="Alcohol", by=self.world.approver
            ),
        )

    @rule(source=LINES, amount=AMOUNTS)
    def transfer(self, source: str, amount: int) -> None:
        wanted, to = self.then(), "B" if source == "A" else "A"
        unused = self.books.balances[f"available {source}"]
        wanted.move(f"available {source}", f"available {to}", amount)

        def ask_and_approve() -> Any:
            moved = wish(self.line(source), self.line(to), amount)
            asked = transfers.ask(self.grant, wish=moved, by=self.world.by)
            return transfers.approve(asked, by=self.world.approver)

        self.act(wanted if amount <= unused else None, ask_and_approve)

    @rule(code=LINES, amount=st.integers(1, 30))
    def allow_overrun(self, code: str, amount: int) -> None:
        wanted = self.then()
        wanted.overruns[code] += amount

        def ask_and_approve() -> None:
            why = {"reason": "Why", "reference": ""}
            asked = overruns.ask(self.line(code), amount=amount, by=self.world.by, **why)
            overruns.approve(asked, by=self.world.approver)

        self.act(wanted, ask_and_approve)

    @rule(which=st.integers(0, 99))
    def reverse(self, which: int) -> None:
        entries = LedgerEntry.objects.filter(grant=self.world.grant).order_by("pk")
        found = list(entries.select_related("grant", "from_line", "to_line"))
        entry = found[which % len(found)]
        wanted = self.then()
        may = entry.kind in REVERSIBLE and entry.pk not in self.books.reversed
        if may and entry.expenditure_id:
            bill = wanted.bills[entry.expenditure_id]
            may, bill.status = bill.status in ("approved", "paid"), "reversed"
        if may:
            same = entry.expenditure_id
            parts = [e for e in found if e.pk == entry.pk or (same and e.expenditure_id == same)]
            for part in parts:
                if part.kind != "reversal":
                    self.take_back(wanted, part)
        day = DAYS[-1]
        self.act(
            wanted if may else None,
            lambda: reversals.reverse(
                entry, reason="Wrong", effective_on=day, by=self.world.approver
            ),
        )

    def take_back(self, wanted: Books, entry: LedgerEntry) -> None:
        names = [
            f"{bucket} {line.code}" if line else bucket
            for bucket, line in (
                (entry.from_bucket, entry.from_line), (entry.to_bucket, entry.to_line)
            )
        ]  # fmt: skip
        wanted.reversed.add(entry.pk)
        wanted.move(names[1], names[0], entry.amount)
        if entry.from_bucket == "committed":
            known = wanted.promises[entry.commitment_item.commitment_id]
            if known["ended"]:
                wanted.move(names[0], names[0].replace("committed", "available"), entry.amount)
            else:
                known["open"] += entry.amount

    @rule()
    def close(self) -> None:
        wanted = self.then()
        wanted.closed += 1
        following = self.world.grant.periods.filter(closed_at=None).first()
        self.act(
            wanted if wanted.closed < len(DAYS) else None,
            lambda: periods.close(following, by=self.world.by),
        )

    @rule()
    def reopen(self) -> None:
        wanted = self.then()
        wanted.closed -= 1
        last = self.world.grant.periods.filter(closed_at__isnull=False).last()

        def ask_and_agree() -> None:
            asked = periods.ask_reopening(last, reason="Late", by=self.world.by)
            periods.agree_reopening(asked, by=self.world.approver)

        if last is not None:
            self.act(wanted, ask_and_agree)

    # --- what must hold after every step ---------------------------------------------------------

    @invariant()
    def balances_are_those_of_the_books(self) -> None:
        grant, known = self.grant, self.books.balances
        for name in ("unallocated", "received", "interest", "returned", "interest_returned"):
            assert (name, getattr(grant, name)) == (name, known[name])
        assert (grant.awarded, grant.spent) == (
            -known["funder"],
            self.books.gone("A") + self.books.gone("B"),
        )
        for line in BudgetLine.objects.filter(grant=grant):
            assert (line.committed, line.spent, line.budgeted, line.available) == (
                known[f"committed {line.code}"], self.books.gone(line.code),
                self.books.budget(line.code), self.books.free(line.code),
            )  # fmt: skip
        assert sum(known.values()) == 0

    @invariant()
    def everything_recounts(self) -> None:
        """Not after each step: it counts the whole database again."""
        if self.made["steps"] % 10 == 0:
            assert not list(invariants.differences())
            assert not list(verification.findings(verification.chains()))
