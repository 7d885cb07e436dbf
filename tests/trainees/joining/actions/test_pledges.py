"""Other payers: the grant promises that much less, whenever they pledge it; never paid twice."""

from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import QuerySet

from grants.awards.models import BudgetLine
from grants.commitments.models import CommitmentItem, CommitmentPart
from grants.commitments.statuses import ItemKind
from grants.ledger.errors import BudgetExceeded, SpentAlready
from tests.databases import as_owner
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.payers import funded_offer, pledged, spend
from tests.factories.trainees import draft, quota, sign, staged
from trainees.joining.actions import offers, pledges
from trainees.joining.actions.funds import Funds
from trainees.joining.errors import NobodyToPayFor, PledgeEnded
from trainees.joining.models import Offer, Pledge
from trainees.joining.reports import payers
from trainees.office.reports import invariants
from trainees.selecting.actions import decisions

pytestmark = pytest.mark.django_db
REFUSALS = (IntegrityError, InternalError)


def committed() -> int:
    return BudgetLine.objects.get().committed


def test_later_pledge_frees_what_it_covers():
    pledged(funded_offer().application, 400)
    assert committed() == 900
    item = CommitmentItem.objects.get()
    assert (item.amount, item.open_amount, item.covered) == (1_300, 900, 400)
    assert airfare().get().covered == 400
    assert not list(invariants.differences())


def test_nobody_pays_for_a_draft():
    with pytest.raises(NobodyToPayFor):
        pledged(draft(), 100)
    assert not Pledge.objects.exists()


def test_pledges_cover_at_most_the_cost():
    application = funded_offer().application
    pledged(application, 800)
    pledged(application, 800, name="Another")
    assert committed() == 300
    assert not list(invariants.differences())


def test_pledge_of_a_cost_that_nobody_promised_changes_nothing():
    pledged(funded_offer().application, 400, kind=ItemKind.TUITION)
    assert committed() == 1_300


def test_offer_promises_what_others_do_not_pay():
    cohort = CohortFactory()
    quota(cohort, 5)
    package_for(line_of(grant_for(cohort.program), 1_000), amount=1_000)
    application = staged(open_call(cohort))
    pledged(application, 999, kind=ItemKind.OTHER)
    assert Funds.read(cohort.program_id).shortage(application) is None
    (line,) = decisions.preview(cohort).lines
    assert line.needed == 1
    sign(cohort)
    decisions.publish(cohort, by=UserFactory())
    assert committed() == 1
    assert not list(invariants.differences())


def test_whole_cost_of_another_payer_commits_nothing():
    cohort = CohortFactory()
    quota(cohort, 5)
    package_for(line_of(grant_for(cohort.program), 1_000), amount=1_000)
    application = staged(open_call(cohort))
    pledged(application, 5_000, kind=ItemKind.OTHER)
    sign(cohort)
    decisions.publish(cohort, by=UserFactory())
    assert committed() == 0
    assert CommitmentPart.objects.get().covered == 1_000
    assert not list(invariants.differences())


def test_ended_pledge_is_promised_again():
    offer = funded_offer()
    first, second = pledged(offer.application, 800), pledged(offer.application, 500, name="B")
    pledges.end(first, by=UserFactory(), reason="Bankrupt")
    assert committed() == 800
    pledges.end(second, by=UserFactory(), reason="Bankrupt")
    assert committed() == 1_300
    assert not list(invariants.differences())


def test_ended_pledge_needs_money_on_the_line():
    offer = funded_offer(1_300)
    made = pledged(offer.application, 400)
    line = BudgetLine.objects.get()
    spend_on = CohortFactory(program=line.grant.program)
    spend(spend_on, 400)
    with pytest.raises(BudgetExceeded, match="KRW 400 is needed and KRW 0 is available"):
        pledges.end(made, by=UserFactory(), reason="Bankrupt")


def test_what_is_spent_is_not_covered():
    offer = funded_offer()
    spend(offer.place.cohort, 1_000)
    with pytest.raises(SpentAlready, match="KRW 300 is not spent yet"), transaction.atomic():
        pledged(offer.application, 400)
    assert not Pledge.objects.exists()
    pledged(offer.application, 300)
    assert committed() == 0


def test_pledge_after_the_offer_has_ended_frees_nothing():
    offer = funded_offer()
    offers.decline(offer, by=offer.application.applicant.user)
    pledged(offer.application, 400)
    assert committed() == 0
    assert not list(invariants.differences())


def test_paid_is_written_down_until_it_ends():
    made = pledged(funded_offer().application, 400)
    pledges.pay(made, paid=400, reference="Transfer 7")
    pledges.end(made, by=UserFactory(), reason="Mistake")
    made.refresh_from_db()
    assert (made.paid, made.reference, made.end_reason) == (400, "Transfer 7", "Mistake")
    with pytest.raises(PledgeEnded):
        pledges.end(made, by=UserFactory(), reason="Again")


def test_trainee_sees_who_pays_what():
    offer = funded_offer()
    made = pledged(offer.application, 400)
    rows = payers.rows(offer.application, Offer.objects.get())
    assert [(row.kind, row.program, row.others) for row in rows] == [
        (ItemKind.AIRFARE, 600, [made]), (ItemKind.ACCOMMODATION, 300, []),
    ]  # fmt: skip


def airfare() -> QuerySet[CommitmentPart]:
    return CommitmentPart.objects.filter(kind=ItemKind.AIRFARE)


CHEATS: dict[str, Any] = {
    "pledge past the action": lambda pledge: Pledge.objects.create(
        application=pledge.application, payer="trainee", kind=ItemKind.AIRFARE, pledged=5,
        recorded_by=pledge.recorded_by,
    ),
    "end past the action": lambda pledge: Pledge.objects.update(
        ended_at=pledge.recorded_at, ended_by=pledge.recorded_by
    ),
    "another amount": lambda _pledge: Pledge.objects.update(pledged=1),
    "another person": lambda _pledge: Pledge.objects.update(application=0),
    "gone": lambda _pledge: Pledge.objects.all()._raw_delete("default"),
    "more paid than pledged": lambda _pledge: Pledge.objects.update(paid=401),
    "covered beyond the cost": lambda _pledge: CommitmentPart.objects.update(covered=2_000),
    "covered and promised": lambda _pledge: airfare().update(covered=1_000),
    "counter by hand": lambda _pledge: CommitmentItem.objects.update(covered=0),
    "part of another cost": lambda _pledge: CommitmentPart.objects.update(kind=ItemKind.OTHER),
    "part gone": lambda _pledge: CommitmentPart.objects.all()._raw_delete("default"),
}  # fmt: skip


@pytest.mark.parametrize("cheat", CHEATS)
def test_database_refuses_to_pay_twice(cheat: str):
    made = pledged(funded_offer().application, 400)
    with as_owner(), pytest.raises(REFUSALS), transaction.atomic():
        CHEATS[cheat](made)
    assert not list(invariants.differences())
