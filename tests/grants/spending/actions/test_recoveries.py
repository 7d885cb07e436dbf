"""What was spent on somebody who is lost: owed back, received on its line, or waived by another."""

from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from grants.awards.errors import AlreadyDecided
from grants.awards.models import BudgetLine
from grants.budgets.errors import OwnRequest
from grants.commitments.models import Recovery
from grants.commitments.statuses import RecoveryStatus
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import EntryKind
from grants.spending.actions import expenditures, payments, recoveries, reversals
from grants.spending.actions.recoveries import Receipt
from grants.spending.errors import DisallowedTooMuch, NotReversible, TooMuchRecovered
from grants.spending.models import Expenditure
from tests.databases import as_owner
from tests.factories.accounts import UserFactory
from tests.factories.grants import payment, recorded
from tests.factories.payers import funded_offer, owed, spend
from trainees.joining.actions import offers
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db
REFUSALS = (IntegrityError, InternalError)


def receipt(amount: int, number: str = "one") -> Receipt:
    return Receipt(amount, timezone.localdate(), "Paid by transfer", number)


def line() -> tuple[int, int]:
    found = BudgetLine.objects.get()
    return found.committed, found.spent


def test_loss_before_anything_is_spent_owes_nothing():
    offer = funded_offer()
    offers.decline(offer, by=offer.application.applicant.user)
    assert not Recovery.objects.exists()


def test_loss_after_money_was_spent_is_owed_back():
    recovery = owed(700)
    assert line() == (0, 700)
    assert (recovery.amount, recovery.owed, recovery.why) == (700, 700, "no_show")
    assert recovery.debtor == str(recovery.spent_by.commitment_item.commitment)


def test_what_comes_back_is_on_its_line_again():
    recovery = owed(700)
    recoveries.receive(recovery, receipt=receipt(300), by=UserFactory())
    assert (line(), recovery.status) == ((0, 400), RecoveryStatus.OPEN)
    recoveries.receive(recovery, receipt=receipt(400, "two"), by=UserFactory())
    recovery.refresh_from_db()
    assert (line(), recovery.status, recovery.owed) == ((0, 0), RecoveryStatus.RECEIVED, 0)
    assert not list(invariants.differences())


def test_second_press_is_received_once():
    recovery = owed(700)
    first = recoveries.receive(recovery, receipt=receipt(300), by=UserFactory())
    assert recoveries.receive(recovery, receipt=receipt(300), by=UserFactory()) == first
    assert line() == (0, 400)


def test_no_more_comes_back_than_is_owed():
    recovery = owed(700)
    with pytest.raises(TooMuchRecovered, match="KRW 700 is still owed, and KRW 701 is entered"):
        recoveries.preview_receipt(recovery, receipt=receipt(701))


def test_waived_by_another_with_a_reason():
    by, other = UserFactory(), UserFactory()
    recovery = owed(700, by=by)
    with pytest.raises(OwnRequest):
        recoveries.waive(recovery, reason="Poor", by=by)
    recoveries.receive(recovery, receipt=receipt(300), by=by)
    recoveries.waive(recovery, reason="Poor", by=other)
    assert (line(), recovery.waived_by, recovery.waiver) == ((0, 400), other, "Poor")
    with pytest.raises(AlreadyDecided):
        recoveries.receive(recovery, receipt=receipt(1, "three"), by=by)


def test_expenditure_of_which_a_part_came_back_is_not_reversed():
    recovery = owed(700)
    recoveries.receive(recovery, receipt=receipt(300), by=UserFactory())
    entry, today = recovery.spent_by, timezone.localdate()
    with pytest.raises(NotReversible, match="has come back"):
        reversals.reverse(entry, reason="Wrong", effective_on=today, by=UserFactory())


def disallowed(bill: Expenditure, amount: int) -> None:
    payments.pay(bill, payment=payment(), by=UserFactory())
    payments.disallow(bill, amount=amount, reason="Alcohol", by=UserFactory())


def test_no_more_is_disallowed_than_is_still_spent():
    recovery = owed(700)
    bill = Expenditure.objects.get()
    recoveries.receive(recovery, receipt=receipt(300), by=UserFactory())
    payments.pay(bill, payment=payment(), by=UserFactory())
    with pytest.raises(DisallowedTooMuch, match="KRW 300 has come back; KRW 401 cannot"):
        payments.preview_disallowance(bill, amount=401, reason="Alcohol")
    payments.disallow(bill, amount=400, reason="Alcohol", by=UserFactory())
    assert line() == (0, 0)
    assert not list(invariants.differences())


def test_what_was_disallowed_does_not_come_back_as_well():
    recovery = owed(700)
    disallowed(Expenditure.objects.get(), 500)
    with pytest.raises(TooMuchRecovered, match="of the rest KRW 200 is still spent"):
        recoveries.preview_receipt(recovery, receipt=receipt(201))
    recoveries.receive(recovery, receipt=receipt(200), by=UserFactory())
    recoveries.waive(recovery, reason="Disallowed", by=UserFactory())
    assert (line(), recovery.status) == ((0, 0), RecoveryStatus.WAIVED)


def test_database_takes_nothing_back_twice():
    recovery = owed(700)
    spend_more_on(recovery, 700)
    disallowed(Expenditure.objects.order_by("pk")[0], 500)
    with as_owner(), pytest.raises(REFUSALS, match="entries are what"), transaction.atomic():
        entry_of(recovery, amount=201)
    entry_of(recovery, amount=200)


def spend_more_on(recovery: Recovery, amount: int) -> None:
    """So that the line itself would bear more than the bill."""
    found = recovery.spent_by.to_line
    assert found
    expenditures.approve(recorded(found, amount), by=UserFactory())


def test_reversed_expenditure_is_owed_by_nobody():
    offer = funded_offer()
    spend(offer.place.cohort, 500)
    entry = LedgerEntry.objects.get(kind=EntryKind.EXPENDITURE)
    reversals.reverse(entry, reason="Wrong", effective_on=timezone.localdate(), by=UserFactory())
    offers.decline(offer, by=offer.application.applicant.user)
    assert not Recovery.objects.exists()


def entry_of(owing: Recovery, **facts: Any) -> None:
    spent = owing.spent_by
    known = {
        "grant": spent.grant, "kind": "recovery", "from_bucket": "spent", "to_bucket": "available",
        "from_line": spent.to_line, "to_line": spent.to_line, "amount": 1, "key": "by hand",
        "expenditure": spent.expenditure, "recovery": owing,
    }  # fmt: skip
    LedgerEntry(**known | facts).save(force_insert=True)


def copy_of(recovery: Recovery, **facts: Any) -> None:
    known = {"debtor": "Somebody", "why": "x", "amount": 1, "spent_by": recovery.spent_by}
    Recovery.objects.create(**known | facts)


CHEATS: dict[str, Any] = {
    "more than is owed": lambda r: entry_of(r, amount=701),
    "owed by nobody": lambda r: entry_of(r, recovery=None),
    "into another account": lambda r: entry_of(r, to_bucket="unallocated", to_line=None),
    "owed as a release": lambda r: entry_of(r, kind="release"),
    "received by hand": lambda _r: Recovery.objects.update(received=700),
    "received without money": lambda _r: Recovery.objects.update(status="received"),
    "less owed": lambda _r: Recovery.objects.update(amount=1),
    "another debtor": lambda _r: Recovery.objects.update(debtor="Nobody"),
    "waived by whoever opened it": lambda r: Recovery.objects.update(
        status="waived", waived_at=r.opened_at, waived_by=r.opened_by, waiver="Mine"
    ),
    "waived without a reason": lambda r: Recovery.objects.update(
        status="waived", waived_at=r.opened_at, waived_by=UserFactory()
    ),
    "asked back twice": copy_of,
    "asked back of an award": lambda r: copy_of(
        r, spent_by=LedgerEntry.objects.filter(kind="award").first()
    ),
    "gone": lambda _r: Recovery.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_database_refuses_to_cheat_what_is_owed(cheat: str):
    recovery = owed(700)
    with as_owner(), pytest.raises(REFUSALS), transaction.atomic():
        CHEATS[cheat](recovery)
    assert not list(invariants.differences())
