"""Fees and consultations: held back by rate and number, drawn on by their bills, given back."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from grants.awards.errors import AlreadyDecided
from grants.awards.models import BudgetLine, Grant
from grants.commitments.actions import engagements, fee_rates
from grants.commitments.actions.engagements import Fee, FixedCost, NewEngagement
from grants.commitments.errors import EngagementNotAllowed, FeeRateMissing
from grants.commitments.models import CommitmentPart, Engagement, FeeRate, Recovery
from grants.commitments.statuses import EngagedCost, EngagementKind, EngagementStatus
from grants.ledger.errors import BudgetExceeded
from grants.ledger.models import LedgerEntry
from grants.spending.actions import expenditures
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory
from tests.factories.engagements import engaged, fee_rate, new_fee
from tests.factories.grants import grant_for, line_of, recorded
from trainees.office.reports import invariants

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    return line_of(grant_for(CohortFactory().program), 5_000)


def balances(line: BudgetLine) -> tuple[int, int, int]:
    line.refresh_from_db()
    return line.committed, line.spent, line.available


def spend(engagement: Engagement, line: BudgetLine, amount: int) -> None:
    bill = recorded(line, amount, commitment=engagement.commitment)
    expenditures.approve(bill, by=UserFactory())


def test_fee_is_rate_times_number_on_its_line(line: BudgetLine):
    made = engaged(line, 3)
    assert balances(line) == (3_000, 0, 2_000)
    part = CommitmentPart.objects.get()
    assert (part.units, part.unit_amount, part.cost, part.unit) == (3, 1_000, 3_000, "hour")
    assert (made.reference, made.status) == (f"{line.grant.code}-F001", "open")
    assert not list(invariants.differences())


def test_ledger_names_the_number_and_nobody(line: BudgetLine):
    made = engaged(line)
    (entry,) = LedgerEntry.objects.filter(kind="commitment")
    shown = f"{entry.commitment_item.commitment} {entry.note} {entry.key}"
    assert made.reference in shown
    assert made.person not in shown


def test_numbers_follow_within_a_grant_and_kind(line: BudgetLine):
    assert [engaged(line, 1).reference[-4:] for _number in range(2)] == ["F001", "F002"]
    other = FixedCost(line, EngagedCost.TRAVEL, 10)
    made = engaged(line, kind=EngagementKind.CONSULTATION, company="Co", costs=[other])
    assert made.reference[-4:] == "C001"


def test_a_line_with_too_little_is_named_with_its_numbers(line: BudgetLine):
    told = "Airfare: KRW 6,000 is needed and KRW 5,000 is available"
    new = new_fee(line, 6)
    with pytest.raises(BudgetExceeded, match=told):
        engagements.preview(line.grant, new=new)
    with pytest.raises(BudgetExceeded, match=told), transaction.atomic():
        engagements.engage(line.grant, new=new, by=UserFactory())
    assert not Engagement.objects.exists()


def test_second_press_commits_once(line: BudgetLine):
    new = new_fee(line)
    first = engagements.engage(line.grant, new=new, by=UserFactory())
    assert engagements.engage(line.grant, new=new, by=UserFactory()) == first
    assert balances(line) == (3_000, 0, 2_000)


def test_preview_shows_both_balances_and_changes_nothing(line: BudgetLine):
    shown = engagements.preview(line.grant, new=new_fee(line))
    assert [(effect.before, effect.after) for effect in shown] == [(5_000, 2_000), (0, 3_000)]
    assert balances(line) == (0, 0, 5_000)


def test_consultation_holds_each_cost_on_its_line(line: BudgetLine):
    travel = line_of(line.grant, 900, code="220-01")
    costs = [FixedCost(travel, EngagedCost.TRAVEL, 800), Fee(line, fee_rate(line.grant), 2)]
    engaged(line, kind=EngagementKind.CONSULTATION, company="Biologics Co", costs=costs)
    assert (balances(line), balances(travel)) == ((2_000, 0, 3_000), (800, 0, 100))


def test_bills_draw_it_down_and_closing_gives_the_rest_back(line: BudgetLine):
    made = engaged(line, 3)
    spend(made, line, 2_500)
    assert balances(line) == (500, 2_500, 2_000)
    assert [(e.before, e.after) for e in engagements.preview_end(made, reason="")] == [
        (500, 0), (2_000, 2_500),
    ]  # fmt: skip
    engagements.close(made, reason="All paid", by=UserFactory())
    assert balances(line) == (0, 2_500, 2_500)
    assert not Recovery.objects.exists()
    assert not list(invariants.differences())


def test_cancelled_one_is_asked_back_what_was_spent(line: BudgetLine):
    made = engaged(line, 3)
    spend(made, line, 1_000)
    engagements.cancel(made, reason="Ill", by=UserFactory())
    assert balances(line) == (0, 1_000, 4_000)
    owed = Recovery.objects.get()
    assert (owed.amount, owed.debtor) == (1_000, made.reference)


@pytest.mark.parametrize("again", [engagements.close, engagements.cancel])
def test_what_ended_does_not_end_again(line: BudgetLine, again: Any):
    made = engaged(line)
    engagements.close(made, reason="Done", by=UserFactory())
    with pytest.raises(AlreadyDecided):
        again(made, reason="Again", by=UserFactory())
    assert Engagement.objects.get().status == EngagementStatus.CLOSED


def test_bill_of_a_cohort_takes_nobodys_fee(line: BudgetLine):
    cohort = CohortFactory(program=line.grant.program)
    engaged(line, 3, cohort=cohort)
    expenditures.approve(recorded(line, 500, cohort=cohort), by=UserFactory())
    assert balances(line) == (3_000, 500, 1_500)


def test_rate_is_that_of_the_day(line: BudgetLine):
    old = fee_rate(line.grant, valid_until=date(2022, 6, 30))
    new = fee_rate(line.grant, 1_200, valid_from=date(2022, 7, 1))

    def found(first: date, last: date) -> FeeRate:
        return fee_rates.find(old.category, "lecturer", "hour", first, last)

    assert found(date(2022, 6, 30), date(2022, 6, 30)) == old
    assert found(date(2022, 7, 1), date(2022, 8, 1)) == new
    with pytest.raises(FeeRateMissing, match="until 30 June 2022 only"):
        found(date(2022, 6, 30), date(2022, 7, 1))
    with pytest.raises(FeeRateMissing, match="no such rate"):
        found(date(2021, 12, 31), date(2022, 1, 1))


def test_rates_of_one_kind_never_overlap(line: BudgetLine):
    fee_rate(line.grant, valid_until=date(2022, 6, 30))
    for facts in ({"unit": "day"}, {"role": "tutor"}, {"valid_from": date(2022, 7, 1)}):
        fee_rate(line.grant, **facts)
    with pytest.raises(DatabaseError, match="feerate_one_at_a_time"), transaction.atomic():
        fee_rate(line.grant, valid_from=date(2022, 6, 30), valid_until=date(2022, 6, 30))


def test_used_rate_may_end_after_the_last_day_that_it_priced(line: BudgetLine):
    engaged(line)
    rates = FeeRate.objects.all()
    rates.update(valid_until=date(2022, 7, 8))
    for facts in ({"valid_until": date(2022, 7, 7)}, {"amount": 2_000}, {"role": "tutor"}):
        with pytest.raises(DatabaseError, match="used stands"), transaction.atomic():
            rates.update(**facts)


@pytest.mark.parametrize(
    "facts",
    [{"starts_on": date(2022, 1, 31)}, {"ends_on": date(2023, 1, 1)}, {"costs": "other grant"}],
    ids=["before", "after", "other grant"],
)
def test_database_refuses_a_fee_that_its_rate_does_not_price(
    line: BudgetLine, facts: dict[str, Any]
):
    rate = fee_rate(line.grant, valid_from=date(2022, 2, 1), valid_until=date(2022, 12, 31))
    if "costs" in facts:
        elsewhere = fee_rate(grant_for(CohortFactory().program))
        facts = {"costs": [Fee(line, elsewhere, 1)]}
    else:
        facts = facts | {"costs": [Fee(line, rate, 1)]}
    with pytest.raises(DatabaseError, match="what its rate says"), transaction.atomic():
        engaged(line, token=uuid.uuid4(), **facts)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"costs": []}, "there is nothing to reserve"),
        ({"person": ""}, "Say who is paid the fee"),
        ({"starts_on": date(2000, 1, 1)}, "The grant pays from"),
        ({"ends_on": date(2099, 1, 1)}, "The grant pays from"),
        ({"starts_on": date(2022, 7, 9)}, "cannot end before it starts"),
    ],
)
def test_what_the_form_refuses_the_action_refuses_too(
    line: BudgetLine, facts: dict[str, Any], said: str
):
    refused(line.grant, new_fee(line, **facts), said)


def test_line_of_another_grant_and_cohort_of_another_program_are_refused(line: BudgetLine):
    other = line_of(grant_for(CohortFactory().program), 5_000)
    refused(line.grant, new_fee(other), "Choose a line of the same grant")
    refused(line.grant, new_fee(line, cohort=CohortFactory()), "belongs to another program")


def refused(grant: Grant, new: NewEngagement, said: str) -> None:
    with pytest.raises(EngagementNotAllowed, match=said):
        engagements.preview(grant, new=new)
    with pytest.raises(EngagementNotAllowed, match=said), transaction.atomic():
        engagements.engage(grant, new=new, by=UserFactory())
    assert not Engagement.objects.exists()
