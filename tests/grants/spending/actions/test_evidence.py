"""What a line asks for is there when an expenditure is handed in, and stays."""

import pytest
from django.db import IntegrityError, transaction

from grants.awards.models import BudgetLine
from grants.spending.actions import evidence, expenditures
from grants.spending.errors import EvidenceMissing
from grants.spending.models import Evidence, EvidenceRule, Expenditure
from grants.spending.statuses import EvidenceProfile
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.files import pdf
from tests.factories.grants import bill, grant_for, line_of, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    line = line_of(grant_for(ProgramFactory()))
    evidence.ask_as(line, profile=EvidenceProfile.TRAVEL, by=UserFactory())
    return line


def draft(line: BudgetLine, *kinds: str) -> Expenditure:
    made = expenditures.draft(by=UserFactory(), **bill(line, evidence=None))
    for kind in kinds:
        evidence.add(made, pdf(), kind=kind)
    return made


def test_each_missing_paper_is_named(line: BudgetLine):
    one = draft(line, "travel_order")
    with pytest.raises(EvidenceMissing) as refusal:
        expenditures.submit(one, by=one.recorded_by)
    for named in ("Travel report", "E-tax invoice 전자세금계산서 or Card slip"):
        assert named in str(refusal.value.message)
    assert "Travel order" not in str(refusal.value.message)


def test_database_refuses_it_too(line: BudgetLine):
    for kinds in [(), ("other",), ("travel_order", "travel_report")]:
        one = draft(line, *kinds)
        with pytest.raises(IntegrityError, match="evidence is missing"), transaction.atomic():
            Expenditure.objects.filter(pk=one.pk).update(status="submitted")


@pytest.mark.parametrize("either", ["tax_invoice", "card_slip"])
def test_either_bill_will_do(line: BudgetLine, either: str):
    one = draft(line, "travel_order", "travel_report", either)
    assert evidence.missing_papers(one) == []
    expenditures.submit(one, by=one.recorded_by)


def test_category_asks_too(line: BudgetLine):
    EvidenceRule.objects.create(category=line.category, kinds=["minutes"])
    one = draft(line, "travel_order", "travel_report", "card_slip")
    assert evidence.missing_papers(one) == ["Minutes with signed attendance 회의록"]


def test_profile_takes_the_place_of_the_one_before(line: BudgetLine):
    evidence.ask_as(line, profile=EvidenceProfile.PURCHASE, by=UserFactory())
    assert [rule.kinds for rule in line.evidence_rules.all()] == [["tax_invoice", "card_slip"]]


def test_paper_is_added_later_but_never_taken_away():
    one = recorded(line_of(grant_for(ProgramFactory())))
    evidence.add(one, pdf("report.pdf"), kind="travel_report")
    assert one.evidence.count() == 2
    for step in (
        lambda: Evidence.objects.filter(expenditure=one).delete(),
        lambda: Evidence.objects.update(kind="quotes"),
    ):
        with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
            step()
