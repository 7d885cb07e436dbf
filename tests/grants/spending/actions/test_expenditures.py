"""Expenditures: two people, evidence, and a line that is never overspent."""

import pytest
from django.db import IntegrityError, transaction

from grants.commitments.actions import commitments
from grants.commitments.models import CommitmentItem
from grants.ledger.errors import BudgetExceeded
from grants.spending.actions import expenditures
from grants.spending.errors import EvidenceMissing, OwnExpenditure
from grants.spending.models import Expenditure
from grants.spending.statuses import ExpenditureStatus
from ivi_training.guards.errors import MoveNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, ProgramFactory
from tests.factories.files import pdf
from tests.factories.grants import grant_for, line_of, package_for, recorded

pytestmark = pytest.mark.django_db


def test_approval_by_another_moves_the_line():
    line = line_of(grant_for(ProgramFactory()), budget=50_000)
    expenditure = recorded(line, amount=10_000)
    expenditures.approve(expenditure, by=UserFactory())
    line.refresh_from_db()
    assert (line.spent, line.available) == (10_000, 40_000)
    assert expenditure.status == ExpenditureStatus.APPROVED


def test_nobody_approves_their_own():
    officer = UserFactory()
    expenditure = recorded(line_of(grant_for(ProgramFactory())), by=officer)
    with pytest.raises(OwnExpenditure):
        expenditures.approve(expenditure, by=officer)


def test_database_refuses_an_own_approval_too():
    expenditure = recorded(line_of(grant_for(ProgramFactory())))
    with (
        pytest.raises(IntegrityError, match="expenditure_approved_by_another"),
        transaction.atomic(),
    ):
        Expenditure.objects.filter(pk=expenditure.pk).update(
            status="approved", approved_by=expenditure.recorded_by, approved_at="2026-01-01T00:00Z"
        )


def test_more_than_is_available_is_refused():
    line = line_of(grant_for(ProgramFactory()), budget=9_999)
    with pytest.raises(BudgetExceeded, match="KRW 10,000 is needed and KRW 9,999 is available"):
        expenditures.approve(recorded(line, amount=10_000), by=UserFactory())
    line.refresh_from_db()
    assert line.spent == 0


def test_expenditure_of_a_cohort_draws_its_commitments_first():
    cohort = CohortFactory()
    line = line_of(grant_for(cohort.program), budget=10_000)
    package = package_for(line, amount=3_000)
    promises = [commitments.Promise(package, cohort, f"offer {n}") for n in (1, 2)]
    held = commitments.commit(promises, by=UserFactory())

    expenditure = recorded(line, amount=7_000, cohort=cohort)
    expenditures.approve(expenditure, by=UserFactory())

    line.refresh_from_db()
    assert (line.committed, line.spent, line.available) == (0, 7_000, 3_000)
    assert list(CommitmentItem.objects.values_list("open_amount", flat=True)) == [0, 0]
    commitments.release(held[0], by=None, reason="withdrawn")
    line.refresh_from_db()
    assert line.available == 3_000


def test_sent_back_expenditure_is_corrected_and_handed_in_again():
    expenditure = recorded(line_of(grant_for(ProgramFactory())))
    expenditures.send_back(expenditure, by=UserFactory(), reason="Wrong day")
    expenditure.payee = "Guest house"
    expenditures.correct(expenditure, None, by=expenditure.recorded_by)
    assert expenditure.status == ExpenditureStatus.SUBMITTED
    assert [change.reason for change in expenditure.changes()] == ["", "Wrong day", ""]


def test_what_was_corrected_since_the_page_was_loaded_is_what_is_posted():
    line = line_of(grant_for(ProgramFactory()), budget=50_000)
    expenditure = recorded(line, amount=10_000)
    stale = Expenditure.objects.select_related("line").get()
    expenditures.send_back(expenditure, by=UserFactory(), reason="Wrong sum")
    expenditure.amount = 12_000
    expenditures.correct(expenditure, None, by=expenditure.recorded_by)
    expenditures.approve(stale, by=UserFactory())
    line.refresh_from_db()
    assert (stale.amount, line.spent) == (12_000, 12_000)


def test_approval_is_given_once():
    line = line_of(grant_for(ProgramFactory()))
    expenditure = recorded(line)
    stale = Expenditure.objects.select_related("line").get()
    expenditures.approve(expenditure, by=UserFactory())
    with pytest.raises(MoveNotAllowed):
        expenditures.approve(stale, by=UserFactory())
    with pytest.raises(MoveNotAllowed):
        expenditures.send_back(expenditure, by=UserFactory(), reason="Too late")
    line.refresh_from_db()
    assert line.spent == 10_000


def test_expenditure_without_evidence_goes_no_further():
    expenditure = recorded(line_of(grant_for(ProgramFactory())))
    expenditures.send_back(expenditure, by=UserFactory(), reason="Unreadable")
    expenditure.evidence.all().delete()
    with pytest.raises(EvidenceMissing):
        expenditures.submit(expenditure, by=expenditure.recorded_by)
    expenditures.correct(expenditure, pdf("clearer.pdf"), by=expenditure.recorded_by)
    assert expenditure.evidence.get().name == "clearer.pdf"


def test_part_of_a_commitment_stays_open():
    cohort = CohortFactory()
    line = line_of(grant_for(cohort.program), budget=10_000)
    promise = commitments.Promise(package_for(line, amount=3_000), cohort, "offer")
    commitments.commit([promise] * 2, by=UserFactory())
    expenditures.approve(recorded(line, amount=4_000, cohort=cohort), by=UserFactory())
    assert list(CommitmentItem.objects.order_by("pk").values_list("open_amount", flat=True)) == [
        0, 2_000,
    ]  # fmt: skip
    line.refresh_from_db()
    assert (line.committed, line.spent, line.available) == (2_000, 4_000, 4_000)
