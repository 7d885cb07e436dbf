"""The page of a grant reads no more rows as its ledger grows."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine
from grants.budgets.actions import cash
from grants.commitments.actions import commitments
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import CashFlow
from grants.spending.actions import expenditures, payments
from tests.databases import as_owner
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for, paid, recorded
from tests.factories.ledger import movement
from tests.factories.trainees import offered
from trainees.insight.reports.grant_pages import grant_page
from trainees.joining.actions import offers

pytestmark = pytest.mark.django_db
READS = re.compile(r"^\s*(SELECT set_config\('pghistory.*?\); )?\s*(?=SELECT|WITH)", re.DOTALL)


@pytest.fixture
def line() -> BudgetLine:
    """Somebody enrolled with a promise that is still open; of one of their bills 100 was cut."""
    call = open_call(CohortFactory())
    line = line_of(grant_for(call.cohorts.get().program))
    package_for(line, amount=3_000)
    offers.accept(offered(call), by=UserFactory())
    cut = paid(line, 1_000, cohort=call.cohorts.get())
    payments.disallow(cut, amount=100, reason="Seats", by=UserFactory())
    live(line, times=1)
    return line


def live(line: BudgetLine, times: int) -> None:
    """Bills of the open promise and of none, promises that end, interest: all on the same days."""
    cohort, by = Cohort.objects.get(), UserFactory()
    promise = commitments.Promise(line.grant.packages.get(), cohort, "offer")
    for _time in range(times):
        for of_cohort in (cohort, None):
            expenditures.approve(recorded(line, 1, cohort=of_cohort), by=by)
        for made in commitments.commit([promise], by=by):
            commitments.release(made, by=by, reason="Declined")
        cash.record(line.grant, movement=movement(CashFlow.INTEREST, 1), by=by)


def rows_read(grant_id: int) -> list[int]:
    """What each query's scans touch, by the indexes as where the tables are large."""
    with CaptureQueriesContext(connection) as queries:
        grant_page(grant_id, is_protected=False)
    found = []
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE; SET LOCAL enable_seqscan = off")
        for sql in [READS.sub("", query["sql"]) for query in queries if READS.match(query["sql"])]:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            found.append(touched(cursor.fetchone()[0][0]["Plan"]))
    return found


def touched(plan: dict[str, Any]) -> int:
    own = 0
    if "Relation Name" in plan:
        rows = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        own = round(rows * plan["Actual Loops"])
    return own + sum(touched(part) for part in plan.get("Plans", []))


def test_rows_read_do_not_grow_with_the_ledger(line: BudgetLine):
    before, entries = rows_read(line.grant_id), LedgerEntry.objects.count()
    live(line, times=30)
    assert LedgerEntry.objects.count() == entries + 30 * 5
    after = rows_read(line.grant_id)
    assert any(before)
    assert [now <= then for now, then in zip(after, before, strict=True)] == [True] * len(before)
