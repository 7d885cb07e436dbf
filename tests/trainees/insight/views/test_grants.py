"""The page of a grant: the ledger's numbers, what is behind them, nobody told of by a number."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine, Grant
from grants.commitments.models import CommitmentItem
from grants.ledger.models import LedgerEntry
from grants.spending.actions import expenditures, payments, recoveries
from grants.spending.actions.recoveries import Receipt
from ivi_training.guards.permissions import Role
from ivi_training.templatetags.ui import krw
from tests.databases import ignoring
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.engagements import engaged
from tests.factories.grants import grant_for, line_of, package_for, paid, recorded
from tests.factories.payers import owed
from tests.factories.trainees import offered
from trainees.insight.reports.grant_pages import grant_page
from trainees.joining.actions import offers
from trainees.office.reports import invariants
from trainees.people.reports.small_counts import SMALL

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]


@pytest.fixture
def call() -> Call:
    return open_call(CohortFactory())


@pytest.fixture
def line(call: Call) -> BudgetLine:
    line = line_of(grant_for(call.cohorts.get().program))
    package_for(line, amount=3_000)
    return line


@pytest.fixture
def grant(call: Call, line: BudgetLine) -> Grant:
    """Two enrolled, 3,000 promised for each, 1,000 of it spent; 10,000 spent for all."""
    for _person in range(2):
        offer = offered(call)
        offers.accept(offer, by=UserFactory())
    expenditures.approve(recorded(line, 2_000, cohort=call.cohorts.get()), by=UserFactory())
    expenditures.approve(recorded(line), by=UserFactory())
    return line.grant


def page(client: Client, name: str, grant: Grant, **query: object) -> str:
    answer = client.get(reverse(f"admin:{name}", args=[grant.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_numbers_of_the_page_are_those_of_the_ledger(grant: Grant, line: BudgetLine):
    read = grant_page(grant.pk, is_protected=False)
    line.refresh_from_db()
    assert (
        (read.total.spent, read.total.committed) == (12_000, 4_000) == (line.spent, line.committed)
    )
    assert read.total.available == line.available == 484_000
    assert [month.spent for month in read.burn_up.months][-1] in (None, 12_000)


def test_own_cost_is_what_was_promised_and_the_rest_is_shared(grant: Grant):
    costs = grant_page(grant.pk, is_protected=False).costs
    assert (costs.total.enrolled, costs.total.cost, costs.total.per_enrolled) == (2, 6_000, 3_000)
    assert (costs.shared, costs.shared_per_enrolled) == (10_000, 5_000)
    assert costs.total.per_completed is None
    for _id, _title, rows in costs.tables:
        assert [(row.enrolled, row.cost) for row in rows] == [(2, 6_000)]


def test_disallowed_part_is_nobodys_cost(grant: Grant, line: BudgetLine):
    # 2,000 for the first of the two and for the second 1,001, and 998 for all: 4,999 of one bill.
    bill = paid(line, 4_999, cohort=Cohort.objects.get())
    payments.disallow(bill, amount=1_000, reason="Seats", by=UserFactory())
    costs = grant_page(grant.pk, is_protected=False).costs
    # The promises bore 4,000 of it: 800 of the 1,000, rounded down to the won by running sums.
    assert sum(e.amount for e in bill.entries.filter(commitment_item__isnull=False)) == 4_000
    assert costs.total.cost == 6_000 - 800
    line.refresh_from_db()
    assert costs.shared == line.spent + line.committed - 5_200
    assert not list(invariants.differences())


def test_what_came_back_is_nobodys_cost():
    recovery = owed(700)
    receipt = Receipt(300, timezone.localdate(), "Paid", "one")
    recoveries.receive(recovery, receipt=receipt, by=UserFactory())
    costs = grant_page(recovery.spent_by.grant_id, is_protected=False).costs
    assert (costs.total.cost, costs.shared) == (400, 0)


def test_small_groups_tell_neither_people_nor_money(grant: Grant, as_role: SignIn):
    costs = grant_page(grant.pk, is_protected=True).costs
    hidden = [costs.total, *[row for _id, _title, rows in costs.tables for row in rows]]
    assert {(row.enrolled, row.cost, row.per_enrolled) for row in hidden} == {(SMALL, None, None)}
    assert costs.shared is None
    assert krw(6_000) not in page(as_role(Role.FINANCE), "grant_page", grant)
    assert krw(6_000) in page(as_role(Role.LEAD), "grant_page", grant)


def test_queries_of_the_page_do_not_grow(grant: Grant, call: Call, as_role: SignIn):
    client = as_role(Role.LEAD)
    page(client, "grant_page", grant)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, "grant_page", grant)
        return len(asked)

    before = count()
    offers.accept(offered(call), by=UserFactory())
    expenditures.approve(recorded(line_of(grant, 20_000, "230-01", "Other")), by=UserFactory())
    assert count() == before


def test_entries_lead_to_evidence_and_application(grant: Grant, as_role: SignIn):
    seen = page(as_role(Role.AUDITOR), "grant_entries", grant)
    item = CommitmentItem.objects.select_related("commitment").first()
    assert item
    assert "invoice.pdf" in seen or "grants/evidence" in seen
    assert "/admin/trainees/application/" in seen
    assert item.commitment.purpose in seen


def test_whoever_may_not_see_people_sees_numbers_of_applications_only(
    grant: Grant, as_role: SignIn
):
    for role in (Role.FINANCE, Role.LEAD):
        seen = page(as_role(role), "grant_entries", grant)
        assert "/admin/trainees/application/" not in seen


def test_entries_of_one_line_and_kind(grant: Grant, line: BudgetLine, as_role: SignIn):
    client = as_role(Role.FINANCE)
    other = line_of(grant, 7_777, "230-01", "Other")
    assert krw(7_777) not in page(client, "grant_entries", grant, line=line.pk)
    assert krw(7_777) in page(client, "grant_entries", grant, line=other.pk)
    assert krw(7_777) in page(client, "grant_entries", grant, category=other.category_id)
    assert krw(7_777) not in page(client, "grant_entries", grant, kind="expenditure")
    assert 'role="alert"' in page(client, "grant_entries", grant, line=0)


def test_line_of_another_grant_is_refused(grant: Grant, as_role: SignIn):
    foreign = line_of(grant_for(CohortFactory().program))
    seen = page(as_role(Role.FINANCE), "grant_entries", grant, line=foreign.pk)
    assert 'role="alert"' in seen


def test_commitments_that_stand_still_are_listed(grant: Grant, as_role: SignIn):
    client = as_role(Role.FINANCE)
    assert "data-table" not in page(client, "grant_idle", grant)
    with ignoring("grants.LedgerEntry:append_only"):
        LedgerEntry.objects.update(posted_at=timezone.now() - timedelta(days=100))
    assert krw(3_000) in page(client, "grant_idle", grant)
    assert "data-table" not in page(client, "grant_idle", grant, days=120)
    assert krw(4_000) in page(client, "grant_page", grant)


def test_fee_that_stands_still_is_listed_by_its_number(
    grant: Grant, line: BudgetLine, as_role: SignIn
):
    fee = engaged(line, units=1)
    with ignoring("grants.LedgerEntry:append_only"):
        LedgerEntry.objects.filter(commitment_item__commitment=fee.commitment).update(
            posted_at=timezone.now() - timedelta(days=100)
        )
    seen = page(as_role(Role.FINANCE), "grant_idle", grant)
    assert fee.reference in seen
    assert krw(1_000) in seen
    assert krw(3_000) not in seen


def test_start_opens_the_grant_of_the_running_program(grant: Grant, as_role: SignIn):
    answer = as_role(Role.LEAD).get(reverse("admin:grant_start"))
    assert answer["Location"] == reverse("admin:grant_page", args=[grant.pk])


def test_without_a_grant_the_start_leads_to_the_list(as_role: SignIn):
    answer = as_role(Role.LEAD).get(reverse("admin:grant_start"))
    assert answer["Location"] == reverse("admin:grants_grant_changelist")
