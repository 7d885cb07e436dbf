"""The transactions in the terms of IATI: what crosses the border of the grant, and no names."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grants.awards.models import Grant
from grants.budgets.actions import budget_versions
from grants.settling.reports.iati import iati_xml
from grants.spending.actions import expenditures, payments, reversals
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, paid, recorded
from tests.factories.ledger import tranche

pytestmark = pytest.mark.django_db
# The order that the schema of 2.03 asks for.
ORDER = [
    "iati-identifier", "reporting-org", "title", "description", "participating-org",
    "activity-status", "activity-date", "budget", "transaction",
]  # fmt: skip
IN_TRANSACTION = ["transaction-type", "transaction-date", "value", "description", "provider-org"]


@pytest.fixture
def grant() -> Grant:
    grant = grant_for(ProgramFactory())
    line = line_of(grant)
    budget_versions.record(grant, by=UserFactory())
    tranche(grant, 700_000, date(2022, 3, 2))
    wrong = tranche(grant, 7, date(2022, 3, 2))
    reversals.reverse(wrong, reason="Typed wrong", effective_on=date(2022, 3, 3), by=UserFactory())
    expenditures.approve(recorded(line), by=UserFactory())
    return grant


def activity(grant: Grant) -> ET.Element:
    root = ET.fromstring(b"".join(iati_xml(grant)))  # noqa: S314 - written by ourselves
    assert (root.tag, root.get("version")) == ("iati-activities", "2.03")
    (found,) = root
    return found


def code(element: ET.Element, path: str) -> str | None:
    found = element.find(path)
    return None if found is None else found.get("code")


def test_what_came_and_went_has_its_type(grant: Grant):
    shown = [
        (code(row, "transaction-type"), row.findtext("value"))
        for row in activity(grant).iter("transaction")
    ]
    assert shown == [("11", "1000000"), ("1", "700000"), ("1", "7"), ("1", "-7"), ("4", "10000")]


def test_what_is_disallowed_is_spending_taken_back(grant: Grant):
    bill = paid(grant.lines.earliest("pk"), 5_000)
    payments.disallow(bill, amount=1_200, reason="Wine", by=UserFactory())
    values = [row.findtext("value") for row in activity(grant).iter("transaction")]
    assert values[-2:] == ["5000", "-1200"]


def test_elements_stand_in_the_order_of_the_schema(grant: Grant):
    tags = [child.tag for child in activity(grant)]
    assert sorted(tags, key=ORDER.index) == tags
    assert set(tags) == set(ORDER)
    for row in activity(grant).iter("transaction"):
        inside = [child.tag for child in row]
        assert [tag for tag in IN_TRANSACTION if tag in inside] == inside
        assert inside[:4] == IN_TRANSACTION[:4]
        assert row.get("ref")


def test_one_currency_and_days_as_the_schema_writes_them(grant: Grant):
    found = activity(grant)
    assert found.get("default-currency") == "KRW"
    values = list(found.iter("value"))
    assert {value.get("currency") for value in values} == {"KRW"}
    for value in values:
        assert date.fromisoformat(value.get("value-date") or "")
        assert str(int(value.text or "")) == value.text


def test_nobody_is_named(grant: Grant):
    text = b"".join(iati_xml(grant)).decode()
    assert "Hotel" not in text  # the payee
    assert "@" not in text


def test_text_of_the_grant_is_text(grant: Grant):
    grant.title = "<b>&"
    assert activity(grant).findtext("title/narrative") == "<b>&"


def test_queries_do_not_grow_with_the_entries(grant: Grant):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            b"".join(iati_xml(grant))
        return len(asked)

    before = count()
    tranche(grant, 5, date(2022, 3, 4))
    assert count() == before
