"""The whole life of an expenditure through its pages, its list, and a file of bills."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from grants.awards.models import BudgetLine, FundingSource
from grants.spending.actions import evidence, expenditure_imports, expenditures
from grants.spending.actions.expenditure_imports import Bill
from grants.spending.errors import ImportedAlready
from grants.spending.models import Evidence, Expenditure, ExpenditureImport
from ivi_training.guards.models import StatusChange
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.files import pdf
from tests.factories.grants import grant_for, line_of, paid, recorded
from tests.factories.money import exchange_rate

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]
LIST = "/grants/expenditures/"
IMPORT = f"{LIST}import/"
HEAD = (
    "grant,line,cohort,spent_on,payee,payee_number,purpose,supply,vat,currency,"
    "foreign_amount,rate_type\n"
)


@pytest.fixture
def line() -> BudgetLine:
    return line_of(grant_for(ProgramFactory()))


def approved(line: BudgetLine, **facts: Any) -> Expenditure:
    made = recorded(line, **facts)
    expenditures.approve(made, by=UserFactory())
    return made


def step(client: Client, one: Expenditure, name: str, **typed: str) -> Any:
    return client.post(f"{LIST}{one.pk}/{name}/", typed | {"confirmed": "1"}, follow=True)


def test_bill_is_paid_and_settled(as_role: SignIn, line: BudgetLine):
    finance, approver = as_role(Role.FINANCE), as_role(Role.APPROVER)
    one = approved(line)
    shown = finance.post(f"{LIST}{one.pk}/pay/", {"paid_on": "2022-07-08", "method": "card"})
    assert "No balance changes." in shown.text
    page = step(finance, one, "pay", paid_on="2022-07-08", method="card", reference="A-17")
    assert "Subsidy card" in page.text
    assert "A-17" in page.text
    page = step(approver, one, "settle", reason="Letter 7")
    assert "Settled" in page.text
    assert "Letter 7" in page.text


def test_part_is_disallowed(as_role: SignIn, line: BudgetLine):
    one = paid(line, 10_000)
    page = step(as_role(Role.APPROVER), one, "disallow", amount="2,500", reason="Alcohol")
    assert "KRW\N{NO-BREAK SPACE}2,500: Alcohol" in page.text
    line.refresh_from_db()
    assert line.spent == 7_500


def test_one_is_reversed(as_role: SignIn, line: BudgetLine):
    approver, one = as_role(Role.APPROVER), approved(line)
    typed = {"reason": "Paid twice", "effective_on": "2022-07-02"}
    too_early = typed | {"effective_on": "2022-06-30"}
    assert "belongs to" in approver.post(f"{LIST}{one.pk}/reverse/", too_early).text
    assert "Reversed" in step(approver, one, "reverse", **typed).text


def test_foreign_bill_is_recorded_and_paid_at_the_rate_of_its_day(
    as_role: SignIn, line: BudgetLine
):
    finance = as_role(Role.FINANCE)
    exchange_rate(rate=Decimal(1_300))
    typed = {
        "line": line.pk, "spent_on": "2022-07-01", "payee": "Society", "purpose": "Fee",
        "currency": "USD", "foreign_amount": "99.5", "rate_type": "base", "kind": "card_slip",
        "evidence": pdf(),
    }  # fmt: skip
    page = finance.post(f"{LIST}record/", typed, follow=True)
    assert "USD 99.5" in page.text
    one = Expenditure.objects.get()
    assert one.amount == 129_350
    wrong = finance.post(f"{LIST}record/", typed | {"currency": "EUR", "evidence": pdf()})
    assert "No rate of EUR is known" in wrong.text
    expenditures.approve(one, by=UserFactory())
    exchange_rate(rate=Decimal(1_310), announced_on=date(2022, 7, 8))
    paid_so = {"paid_on": "2022-07-08", "method": "transfer", "rate_type": "base"}
    shown = finance.post(f"{LIST}{one.pk}/pay/", paid_so)
    assert "130,345" in shown.text
    assert "Exchange difference" in step(finance, one, "pay", **paid_so).text


def test_others_pay_a_part(as_role: SignIn, line: BudgetLine):
    own = FundingSource.objects.create(grant=line.grant, kind="own")
    typed = {
        "line": line.pk, "spent_on": "2022-07-01", "payee": "Hotel", "purpose": "Rooms",
        "supply": "1,000", "vat": "100", f"share_{own.pk}": "400", "kind": "other",
        "evidence": pdf(), "payee_number": "123-45-67891",
    }  # fmt: skip
    finance = as_role(Role.FINANCE)
    page = finance.post(f"{LIST}record/", typed, follow=True)
    assert "Own contribution" in page.text
    shares = Expenditure.objects.get().shares.values_list("source__kind", "amount")
    assert dict(shares) == {"own": 400, "subsidy": 700}
    wrong = typed | {"payee_number": "123-45-67890", "evidence": pdf()}
    assert "its last digit does not match" in finance.post(f"{LIST}record/", wrong).text


def test_draft_waits_for_its_papers(as_role: SignIn, line: BudgetLine):
    line.evidence_rules.create(kinds=["contract"])
    finance = as_role(Role.FINANCE)
    typed = {
        "line": line.pk, "spent_on": "2022-07-01", "payee": "Hotel", "purpose": "Rooms",
        "supply": "1,000", "kind": "quotes", "evidence": pdf(),
    }  # fmt: skip
    page = finance.post(f"{LIST}record/", typed, follow=True)
    assert "Still missing: Contract" in page.text
    one = Expenditure.objects.get()
    assert finance.post(f"{LIST}{one.pk}/submit/").status_code == 409
    assert finance.post(f"{LIST}{one.pk}/evidence/", {"kind": "contract"}).status_code == 422
    finance.post(f"{LIST}{one.pk}/evidence/", {"kind": "contract", "evidence": pdf()})
    page = finance.post(f"{LIST}{one.pk}/submit/", follow=True)
    assert "You recorded this" in page.text
    assert "evidence" not in finance.get(f"{LIST}?status=draft").text.split("<tbody>")[-1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"A", "B"}), ("status=approved", {"B"}), ("first=2022-08-01", set()),
        ("last=2022-07-01", {"A", "B"}), ("mine=on", {"A"}), ("line=x", {"A", "B"}),
    ],
)  # fmt: skip
def test_list_is_narrowed(as_role: SignIn, line: BudgetLine, query: str, found: set[str]):
    recorded(line, payee="Payee A")
    approved(line, payee="Payee B")
    page = as_role(Role.APPROVER).get(f"{LIST}?{query}").text
    assert {name for name in "AB" if f"Payee {name}" in page} == found


def look(client: Client, text: str) -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile("bills.csv", text.encode())})


def take(client: Client, page: Any) -> Any:
    checked = page.context["table"].checked
    return client.post(IMPORT, {"checked": checked, "confirmed": "1"}, follow=True)


def row(of: BudgetLine, payee: str = "Hotel", **changed: str) -> str:
    cells = {
        "grant": of.grant.code, "line": of.code, "cohort": "", "spent_on": "2022-07-01",
        "payee": payee, "number": "", "purpose": "Rooms", "supply": '"1,000"', "vat": "100",
        "currency": "", "foreign": "", "kind": "",
    }  # fmt: skip
    return ",".join((cells | changed).values()) + "\n"


def test_file_of_bills_becomes_drafts_once(as_role: SignIn, line: BudgetLine):
    finance = as_role(Role.FINANCE)
    exchange_rate(rate=Decimal(1_300))
    dollars = {"supply": "", "vat": "", "currency": "USD", "foreign": "10", "kind": "base"}
    text = HEAD + row(line) + row(line, "Society", **dollars)
    page = look(finance, text)
    assert "2 rows can be taken" in page.text
    assert not Expenditure.objects.exists()
    take(finance, page)
    made = Expenditure.objects.order_by("pk").values_list("status", "amount", "supply", "vat")
    assert list(made) == [("draft", 1_100, 1_000, 100), ("draft", 13_000, 13_000, 0)]
    assert ExpenditureImport.objects.get().count == 2
    assert "imported already" in take(finance, page).text
    again = look(finance, text + "\n")
    assert "as expenditure" in again.text


def test_another_bill_of_the_same_payee_and_day_is_taken(as_role: SignIn, line: BudgetLine):
    recorded(line, 1_100, payee="Hotel", purpose="Meals")
    recorded(line, 2_200, payee="Hotel", purpose="Rooms")
    finance = as_role(Role.FINANCE)
    assert "The drafts are saved." in take(finance, look(finance, HEAD + row(line))).text
    assert Expenditure.objects.filter(status="draft").get().amount == 1_100


def test_bill_recorded_since_the_look_is_refused(as_role: SignIn, line: BudgetLine):
    finance = as_role(Role.FINANCE)
    page = look(finance, HEAD + row(line))
    known = recorded(line, 1_100, payee="Hotel", purpose="Rooms")
    assert f"This is recorded already as expenditure {known.pk}." in take(finance, page).text
    bill = Bill(line, None, known.spent_on, "Hotel", "", "Rooms", 1_100, 100)
    with pytest.raises(ImportedAlready):
        expenditure_imports.take("bills.csv", b"bills", [bill], by=UserFactory())
    assert not ExpenditureImport.objects.exists()


def test_import_is_taken_back_and_imported_again(as_role: SignIn, line: BudgetLine):
    finance = as_role(Role.FINANCE)
    text = HEAD + row(line) + row(line, "Second hotel")
    take(finance, look(finance, text))
    taken, one = ExpenditureImport.objects.get(), Expenditure.objects.earliest("pk")
    back = f"{IMPORT}{taken.pk}/take-back/"
    assert back in finance.get(f"{LIST}{one.pk}/").text
    assert "Second hotel: Rooms" in finance.get(back).text
    assert Expenditure.objects.count() == 2
    page = finance.post(back, {"confirmed": "1"}, follow=True)
    assert "The drafts of the file are discarded." in page.text
    assert not Expenditure.objects.exists()
    discarded = StatusChange.objects.filter(after="discarded", reason="bills.csv")
    assert discarded.count() == 2
    assert finance.get(back).status_code == 404
    assert "The drafts are saved." in take(finance, look(finance, text)).text


def test_import_of_which_one_moved_on_stays_whole(as_role: SignIn, line: BudgetLine):
    finance = as_role(Role.FINANCE)
    take(finance, look(finance, HEAD + row(line) + row(line, "Second hotel")))
    taken, one = ExpenditureImport.objects.get(), Expenditure.objects.latest("pk")
    back = f"{IMPORT}{taken.pk}/take-back/"
    evidence.add(one, pdf(), kind="other")
    refused = finance.post(back, {"confirmed": "1"})
    assert (refused.status_code, "Second hotel: Rooms" in refused.text) == (409, True)
    expenditures.submit(one, by=one.recorded_by)
    expenditures.send_back(one, by=UserFactory(), reason="Which rooms?")
    Evidence.objects.all().delete()
    assert finance.get(back).status_code == 409
    assert Expenditure.objects.count() == 2


def test_import_of_somebody_else_is_not_there(as_role: SignIn, line: BudgetLine):
    finance = as_role(Role.FINANCE)
    take(finance, look(finance, HEAD + row(line)))
    other = as_user(UserFactory(roles=[Role.FINANCE]))
    back = f"{IMPORT}{ExpenditureImport.objects.get().pk}/take-back/"
    assert other.get(back).status_code == 404


def test_each_bad_cell_of_a_bill_is_named(as_role: SignIn, line: BudgetLine):
    rows = [
        row(line, line="999"), row(line, cohort="NONE"), row(line, spent_on="2021-12-31"),
        row(line, supply="12.5"), row(line, currency="USD"), row(line, number="1"),
        row(line, currency="USD", foreign="5", kind="base", supply="", vat=""),
        row(line, "Twice"), row(line, "Twice"),
    ]  # fmt: skip
    finance = as_role(Role.FINANCE)
    page = look(finance, HEAD + "".join(rows))
    assert [(one.row, one.column) for one in page.context["table"].bad] == [
        (2, "line"), (3, "cohort"), (4, "spent_on"), (5, "supply"), (6, "currency"),
        (7, "payee_number"), (8, "currency"), (10, "payee"),
    ]  # fmt: skip
    assert not Expenditure.objects.exists()


def test_line_is_given_a_set_of_papers(as_role: SignIn, line: BudgetLine):
    typed = {"profile": "meeting", "confirmed": "1"}
    as_role(Role.ADMINISTRATOR).post(f"/grants/lines/{line.pk}/papers/", typed)
    assert [rule.kinds for rule in line.evidence_rules.all()] == [
        ["tax_invoice", "card_slip"], ["minutes"],
    ]  # fmt: skip
