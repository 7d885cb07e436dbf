"""Ways to cheat the ledger through the ORM, raw SQL and the admin: the database refuses each."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.utils import timezone

from grants.awards.models import AccountingPeriod, BudgetLine, Grant, Overrun, PeriodReopening
from grants.budgets.actions import transfers
from grants.budgets.models import BudgetVersion, Transfer
from grants.commitments.actions import commitments
from grants.commitments.models import CommitmentItem
from grants.ledger.models import LedgerEntry, LedgerSeal
from grants.ledger.reports import verification
from grants.ledger.statuses import Bucket
from grants.spending.actions import expenditures
from grants.spending.models import Expenditure
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.databases import as_owner
from tests.factories.accounts import UserFactory, user_with
from tests.factories.budgets import approver, asked, overrun, policy_for
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for, line_of, package_for, recorded
from tests.factories.ledger import closed_period, tranche
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db
REFUSALS = (IntegrityError, InternalError)  # of a constraint, of a trigger; not a mistake in SQL


@pytest.fixture(scope="module", autouse=True)
def books(module_db: None) -> None:
    """A grant of 1,000 with two lines; 300 promised, 200 spent, January closed; another grant."""
    cohort = CohortFactory()
    with time_machine.travel("2022-01-10 12:00Z"):
        grant = grant_for(cohort.program, 1_000)
        line, other = line_of(grant, 600, "A"), line_of(grant, 300, "B")
    tranche(grant, 500)
    commitments.commit(
        [commitments.Promise(package_for(line, amount=300), cohort, "offer")], by=UserFactory()
    )
    expenditures.approve(recorded(line, 200), by=UserFactory())
    policy_for(grant)
    transfers.approve(asked(other, line, 50), by=approver())
    asked(other, line, 10)
    overrun(line, 5)
    closed_period(grant)
    line_of(grant_for(CohortFactory().program, 1_000), 100, "FAR")


def sql(text: str) -> Callable[[], Any]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(text)

    return run


def line(code: str = "A") -> BudgetLine:
    return BudgetLine.objects.get(code=code)


def entry(kind: str, source: str, to: str, **facts: Any) -> LedgerEntry:
    known: dict[str, Any] = {
        "grant": line().grant, "kind": kind, "from_bucket": source, "to_bucket": to,
        "amount": 1, "key": "by hand",
    }  # fmt: skip
    return LedgerEntry(**known | facts)


def post(*args: Any, **facts: Any) -> Callable[[], Any]:
    """The facts are asked for when it is done."""

    def run() -> None:
        now = {name: value() if callable(value) else value for name, value in facts.items()}
        entry(*args, **now).save(force_insert=True)

    return run


def on(*codes: str) -> dict[str, Callable[[], Any]]:
    sides = zip(("from_line", "to_line"), codes, strict=False)
    return {side: (lambda code=code: line(code)) for side, code in sides if code}


def opposite(of: LedgerEntry, **facts: Any) -> LedgerEntry:
    mirrored: dict[str, Any] = {
        "kind": "reversal", "grant": of.grant, "amount": of.amount, "reverses": of,
        "from_bucket": of.to_bucket, "from_line": of.to_line, "to_bucket": of.from_bucket,
        "to_line": of.from_line, "commitment_item": of.commitment_item,
        "expenditure": of.expenditure, "key": "by hand", "note": "Why",
    }  # fmt: skip
    return LedgerEntry(**mirrored | facts)


def reverse(kind: str, **facts: Any) -> Callable[[], Any]:
    return lambda: opposite(LedgerEntry.objects.filter(kind=kind).first(), **facts).save()


def twice(step: Callable[[], Any], again: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: [step(), again()]


A, B, C, F = Bucket.AVAILABLE, Bucket.BANK, Bucket.COMMITTED, Bucket.FUNDER
SPENT, RECEIVED, FREE = Bucket.SPENT, Bucket.RECEIVED, Bucket.UNALLOCATED
ITEM = {"commitment_item": CommitmentItem.objects.get}
PAID = {"expenditure": Expenditure.objects.get}
WAITING = {"transfer": lambda: Transfer.objects.get(status="asked")}
JANUARY = date(2022, 1, 20)

CHEATS: dict[str, Callable[[], Any]] = {
    "an amount changed": lambda: LedgerEntry.objects.update(amount=5),
    "an amount changed in SQL": sql("UPDATE grants_ledgerentry SET amount = 5"),
    "an entry moved to another day": lambda: LedgerEntry.objects.update(effective_on=JANUARY),
    "an entry deleted": lambda: LedgerEntry.objects.filter(kind="tranche").delete(),
    "entries deleted in SQL": sql("DELETE FROM grants_ledgerentry"),
    "the ledger emptied": sql(
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE grants_ledgerentry, grants_ledgerseal CASCADE"
    ),
    "a seal altered": lambda: LedgerSeal.objects.update(digest="0" * 64),
    "a seal deleted": lambda: LedgerSeal.objects.last().delete(),
    "a seal of one's own": lambda: LedgerSeal.objects.create(
        grant=line().grant, number=99, entry=LedgerEntry.objects.first(), digest="0" * 64
    ),
    "a balance set": lambda: BudgetLine.objects.update(spent=0),
    "a balance set in SQL": sql("UPDATE grants_grant SET unallocated = 999"),
    "money in the bank made up": lambda: Grant.objects.update(received=1_000),
    "the count of entries set": lambda: Grant.objects.update(sealed=0),
    "a line born with money": lambda: BudgetLine.objects.create(
        grant=line().grant, category=line().category, code="C", name_en="New", budgeted=5
    ),
    "an overrun set on the line": lambda: BudgetLine.objects.update(overrun_allowed=99),
    "more committed than there is": post("commitment", A, C, amount=151, **on("A", "A"), **ITEM),
    "more spent than there is": post("expenditure", A, SPENT, amount=151, **on("A", "A"), **PAID),
    "more allocated than was awarded": post("allocation", FREE, A, amount=101, **on("", "A")),
    "more received than was awarded": post("tranche", B, RECEIVED, amount=501),
    "more returned than is unspent": post("refund", RECEIVED, Bucket.RETURNED, amount=301),
    "a negative amount": post("tranche", B, RECEIVED, amount=-1),
    "an award called a tranche": post("tranche", F, FREE),
    "money spent without an expenditure": post("expenditure", A, SPENT, **on("A", "A")),
    "a promise of nobody": post("commitment", A, C, **on("A", "A")),
    "a line of another grant": post("allocation", FREE, A, **on("", "FAR")),
    "a promise on another line": post("commitment", A, C, **on("B", "B"), **ITEM),
    "money from line to line as a commitment": post("commitment", A, C, **on("B", "A"), **ITEM),
    "a transfer that nobody asked for": post("transfer", A, A, **on("B", "A")),
    "a transfer that waits": post("transfer", A, A, amount=10, **on("B", "A"), **WAITING),
    "a transfer of more": post(
        "transfer", A, A, amount=51, **on("B", "A"),
        transfer=lambda: Transfer.objects.get(status="approved"),
    ),
    "a transfer approved by who asked": lambda: Transfer.objects.filter(status="asked").update(
        status="approved", decided_at=timezone.now(),
        decided_by=Transfer.objects.get(status="asked").asked_by,
    ),
    "a transfer raised after approval": lambda: Transfer.objects.update(amount=99),
    "an overrun approved by who asked": lambda: Overrun.objects.update(
        approved_at=timezone.now(), approved_by=Overrun.objects.get().asked_by
    ),
    "an overrun born approved": lambda: Overrun.objects.create(
        line=line(), amount=9, reason="Why", asked_by=UserFactory(), approved_by=UserFactory(),
        approved_at=timezone.now(),
    ),
    "an entry into a closed period": post("tranche", B, RECEIVED, effective_on=JANUARY),
    "a reversal into a closed period": reverse("tranche", effective_on=JANUARY),
    "a period reopened by one": lambda: AccountingPeriod.objects.update(
        closed_at=None, closed_by=None
    ),
    "a period reopened at one's own request": lambda: PeriodReopening.objects.create(
        period=AccountingPeriod.objects.closed().get(), reason="Why",
        asked_by=(one := UserFactory()), agreed_by=one, agreed_at=timezone.now(),
    ),
    "a closed period deleted": lambda: AccountingPeriod.objects.closed().delete(),
    "a closed period cut short": lambda: AccountingPeriod.objects.closed().update(ends_on=JANUARY),
    "a reversal without a reason": reverse("tranche", note=""),
    "a reversal of less": reverse("tranche", amount=499),
    "a reversal of nothing": post("reversal", RECEIVED, B, note="Why"),
    "a reversal of a promise": reverse("commitment"),
    "a second reversal": twice(reverse("tranche"), reverse("tranche", key="again")),
    "a fact posted twice": twice(
        post("interest", B, Bucket.INTEREST), post("interest", B, Bucket.INTEREST)
    ),
    "a version that does not add up": lambda: BudgetVersion.objects.create(
        grant=line().grant, number=99, awarded=1_000, unallocated=1, made_by=UserFactory()
    ),
    "a version changed": lambda: BudgetVersion.objects.update(awarded=1),
}  # fmt: skip


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=list(CHEATS))
def test_database_refuses(cheat: Callable[[], Any]):
    with as_owner(), pytest.raises(REFUSALS), transaction.atomic():
        twice(cheat, sql("SET CONSTRAINTS ALL IMMEDIATE"))()
    assert not list(invariants.differences())
    assert not list(verification.findings(verification.chains()))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.FINANCE, Role.APPROVER])
@pytest.mark.parametrize("page", ["change", "delete"])
def test_admin_edits_no_entry(role: Role, page: str):
    client: Client = as_user(user_with(role))
    made = LedgerEntry.objects.first()
    answer = client.post(f"/admin/grants/ledgerentry/{made.pk}/{page}/", {"amount": "1"})
    assert answer.status_code == 403
    assert LedgerEntry.objects.get(pk=made.pk).amount == made.amount


def test_balances_posted_with_a_page_are_not_taken():
    client: Client = as_user(user_with(Role.ADMINISTRATOR))
    url = f"/admin/grants/budgetline/{line().pk}/change/"
    client.post(url, {"code": "A", "name_en": "Airfare", "category": line().category_id,
                      "budgeted": "999", "overrun_allowed": "999", "spent": "0"})  # fmt: skip
    assert (line().budgeted, line().overrun_allowed, line().spent) == (650, 0, 200)
