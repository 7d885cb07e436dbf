"""Ways to cheat with expenditures, their papers, sources, rates and limits: each is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from grants.awards.models import BudgetLine, FundingSource
from grants.ledger.models import LedgerEntry
from grants.rates.models import ExchangeRate
from grants.spending.actions import evidence, expenditure_imports, expenditures, payments
from grants.spending.actions.expenditure_imports import Bill
from grants.spending.models import (
    ApprovalLimit,
    Evidence,
    EvidenceRule,
    Expenditure,
    ExpenditureImport,
    FundingShare,
)
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.databases import as_owner
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import ProgramFactory
from tests.factories.grants import bill, grant_for, line_of, paid, payment, recorded
from tests.factories.money import exchange_rate
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db
REFUSALS = (IntegrityError, InternalError)  # of a constraint, of a trigger; not a mistake in SQL


@pytest.fixture(scope="module", autouse=True)
def bills(module_db: None) -> None:
    """One bill of each standing, named so; a line that asks for a contract; limits of approval."""
    line = line_of(grant_for(ProgramFactory()), 400_000, "A")
    FundingSource.objects.create(grant=line.grant, kind="own")
    line_of(grant_for(ProgramFactory()), 100_000, "FAR")
    expenditures.approve(recorded(line, payee="approved"), by=UserFactory())
    paid(line, payee="paid")
    payments.settle(paid(line, payee="settled"), reason="Report", by=UserFactory())
    payments.disallow(paid(line, payee="disallowed"), amount=400, reason="Wine", by=UserFactory())
    rate = exchange_rate(rate=Decimal(1_000))
    abroad = recorded(line, payee="foreign", currency="USD", foreign_amount=Decimal(10), rate=rate)
    expenditures.approve(abroad, by=UserFactory())
    later = exchange_rate(announced_on=date(2022, 7, 8), rate=Decimal(1_010))
    payments.pay(abroad, payment=payment(rate=later), by=UserFactory())
    ApprovalLimit.objects.create(grant=line.grant, role="approver", up_to=500)
    ApprovalLimit.objects.create(grant=line.grant, role="administrator", approvers=2)
    recorded(line, payee="submitted")
    EvidenceRule.objects.create(category=line.category, kinds=["contract"])
    expenditures.draft(by=UserFactory(), **bill(line, payee="draft"))
    one = Bill(line, None, date(2022, 7, 2), "imported", "", "Books", 1_100, 100)
    expenditure_imports.take("bills.csv", b"bills", [one], by=UserFactory())


def the(payee: str) -> Any:
    return Expenditure.objects.filter(payee=payee)


def put(payee: str, **facts: Any) -> Callable[[], Any]:
    """The facts are asked for when it is done."""

    def run() -> None:
        now = {name: value() if callable(value) else value for name, value in facts.items()}
        the(payee).update(**now)

    return run


def sql(text: str) -> Callable[[], Any]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(text)

    return run


def entry(payee: str, kind: str, source: str, to: str, amount: int) -> Callable[[], Any]:
    def run() -> None:
        one = the(payee).select_related("line__grant").get()
        LedgerEntry.objects.create(
            grant=one.line.grant, kind=kind, from_bucket=source, from_line=one.line,
            to_bucket=to, to_line=one.line, amount=amount, expenditure=one, key="by hand",
        )  # fmt: skip

    return run


def approval(**by: Callable[[], User]) -> dict[str, Any]:
    facts: dict[str, Any] = {"status": "approved", "approved_at": timezone.now, **by}
    return facts | ({"first_approved_at": timezone.now} if "first_approved_by" in by else {})


def higher() -> User:
    return UserFactory(roles=[Role.ADMINISTRATOR])


def recorder() -> Any:
    return the("submitted").get().recorded_by


def shares(payee: str) -> Any:
    return FundingShare.objects.filter(expenditure__payee=payee)


def far_source() -> FundingSource:
    return FundingSource.objects.get(grant__lines__code="FAR")


PAID = {"paid_on": date(2022, 7, 8), "method": "card", "paid_amount": F("amount")}
CHEATS: dict[str, Callable[[], Any]] = {
    "handed in without its papers": put("draft", status="submitted"),
    "an import handed in without a paper": put("imported", status="submitted"),
    "an import that is born approved": sql(
        """INSERT INTO grants_expenditure (line_id, spent_on, payee, payee_number, purpose, supply,
               vat, amount, currency, status, recorded_at, recorded_by_id, approved_at,
               approved_by_id, method, payment_reference, disallowed_reason)
           SELECT line_id, spent_on, payee, '', purpose, supply, vat, amount, '', 'approved', now(),
                  recorded_by_id, now(), approved_by_id, '', '', '' FROM grants_expenditure
            WHERE payee = 'approved'"""
    ),
    "approved by who recorded it": put("submitted", **approval(approved_by=recorder)),
    "approved above the limit": put(
        "submitted", **approval(approved_by=lambda: UserFactory(roles=[Role.APPROVER]))
    ),
    "approved without a role": put("submitted", **approval(approved_by=UserFactory)),
    "approved by one where two have to": put("submitted", **approval(approved_by=higher)),
    "approved twice by one": lambda: (
        who := higher(),
        put("submitted", **approval(approved_by=lambda: who, first_approved_by=lambda: who))(),
    ),
    "first approved by who recorded it": put(
        "submitted", **approval(approved_by=higher, first_approved_by=recorder)
    ),
    "first approved by somebody without a role": put(
        "submitted", **approval(approved_by=higher, first_approved_by=UserFactory)
    ),
    "approved without an entry": put(
        "submitted", **approval(approved_by=higher, first_approved_by=higher)
    ),
    "an entry of what is not approved": entry("submitted", "expenditure", "available", "spent", 5),
    "more posted than was approved": entry("approved", "expenditure", "available", "spent", 5),
    "a difference of rates of a bill in won": entry(
        "paid", "exchange", "available", "exchange", 5
    ),
    "more difference than there is": entry("foreign", "exchange", "available", "exchange", 5),
    "more disallowed in the ledger": entry("disallowed", "disallowance", "spent", "available", 5),
    "an amount raised after it was handed in": put("submitted", amount=99_999, supply=99_999),
    "VAT moved after approval": put("approved", vat=100, supply=9_900),
    "an amount that is not supply and VAT": put("draft", vat=100),
    "a foreign amount that is worth more": lambda: the("draft").update(
        currency="USD", foreign_amount=1, rate=ExchangeRate.objects.first(), amount=9_000,
        supply=9_000,
    ),
    "a rate of another currency": lambda: the("draft").update(
        currency="EUR", foreign_amount=10, rate=ExchangeRate.objects.earliest("announced_on")
    ),
    "a rate that is changed": lambda: ExchangeRate.objects.update(rate=1),
    "paid without a day": put("approved", status="paid"),
    "paid more than the bill": put("approved", status="paid", **PAID | {"paid_amount": 10_001}),
    "another day of payment": put("paid", paid_on=date(2022, 7, 9)),
    "paid before approval": put("submitted", status="paid", **PAID),
    "settled without payment": put("approved", status="settled"),
    "disallowed without an amount": put("paid", status="disallowed", disallowed_reason="Wine"),
    "disallowed without an entry": put(
        "paid", status="disallowed", disallowed_amount=5, disallowed_reason="Wine"
    ),
    "less disallowed than was said": put("disallowed", disallowed_amount=1),
    "reversed without an entry": put("paid", status="reversed"),
    "a settled one reversed": put("settled", status="reversed"),
    "one that was handed in deleted": sql(
        "DELETE FROM grants_fundingshare; DELETE FROM grants_evidence; "
        "DELETE FROM grants_expenditure WHERE payee = 'submitted'"
    ),
    "a paper taken away": lambda: Evidence.objects.filter(expenditure__payee="approved").delete(),
    "a paper called another": lambda: Evidence.objects.update(kind="contract"),
    "a paper moved to another bill": lambda: Evidence.objects.filter(
        expenditure__payee="approved"
    ).update(expenditure=the("draft").get()),
    "a share changed after it was handed in": lambda: shares("approved").update(amount=1),
    "shares that make less": lambda: shares("draft").update(amount=1),
    "a share of nobody": lambda: shares("draft").delete(),
    "a share of another grant": lambda: shares("draft").update(source=far_source()),
    "a line of another grant": put("draft", line=lambda: BudgetLine.objects.get(code="FAR")),
    "a subsidy called an own contribution": lambda: FundingSource.objects.update(kind="other"),
    "a file forgotten": lambda: ExpenditureImport.objects.all().delete(),
    "a file taken again": lambda: ExpenditureImport.objects.create(
        name="other.csv", sha256=expenditure_imports.digest(b"bills"), count=1,
        imported_by=UserFactory(),
    ),
}  # fmt: skip


def judged(cheat: Callable[[], Any]) -> None:
    """With what the database judges at the end of a transaction."""
    cheat()
    sql("SET CONSTRAINTS ALL IMMEDIATE")()


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=list(CHEATS))
def test_database_refuses(cheat: Callable[[], Any]):
    with as_owner(), pytest.raises(REFUSALS), transaction.atomic():
        judged(cheat)
    assert not list(invariants.differences())


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.FINANCE, Role.APPROVER])
def test_admin_changes_no_rate(role: Role):
    client: Client = as_user(user_with(role))
    rate = ExchangeRate.objects.first()
    for page in ("change", "delete"):
        answer = client.post(f"/admin/grants/exchangerate/{rate.pk}/{page}/", {"rate": "1"})
        assert answer.status_code == 403
    assert client.post("/admin/grants/exchangerate/add/", {"rate": "1"}).status_code == 403


def test_admin_changes_no_kind_of_source():
    source = FundingSource.objects.get(kind="own")
    url = f"/admin/grants/fundingsource/{source.pk}/change/"
    as_user(user_with(Role.FINANCE)).post(url, {"kind": "other", "name": "Province"})
    source.refresh_from_db()
    assert (source.kind, source.name) == ("own", "Province")


def test_paper_added_later_does_not_excuse_its_lack():
    one = the("draft").get()
    evidence.add(one, bill(one.line)["evidence"], kind="quotes")
    with as_owner(), pytest.raises(REFUSALS), transaction.atomic():
        put("draft", status="submitted")()
