"""What falls due: usual rows by size and days of the grant, counted by rule, done once."""

from datetime import date
from typing import Any

import pytest

from grants.awards.actions import deadlines
from grants.awards.errors import AlreadyDecided
from grants.awards.models import Deadline, Grant
from grants.awards.statuses import Anchor, DeadlineKind
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for
from tests.factories.ledger import deadline_of

pytestmark = pytest.mark.django_db
BILLION = 1_000_000_000


def added_to(award: int, ends_on: date = date(2022, 12, 31)) -> Grant:
    grant = grant_for(ProgramFactory(), award)
    Grant.objects.filter(pk=grant.pk).update(ends_on=ends_on)
    grant.refresh_from_db()
    deadlines.add_profile(grant, by=UserFactory())
    return grant


def test_large_award_is_audited_and_disclosed():
    due = {row.title_en: row.due_on for row in added_to(4 * BILLION).deadlines.all()}
    assert due == {
        "Appointment of the auditor": date(2022, 4, 1),
        "Performance and settlement report of the year": date(2023, 2, 28),
        "Disclosure of income, expenses and settlement": date(2023, 4, 30),
        "Audit report": date(2023, 4, 30),
        "Final performance and settlement report": date(2023, 2, 28),
        "Settlement verified by an external auditor": date(2023, 2, 28),
    }


def test_small_award_only_reports():
    kinds = {row.kind for row in added_to(1_000_000).deadlines.all()}
    assert kinds == {DeadlineKind.REPORT}


def test_each_year_has_its_report():
    rows = added_to(1_000_000, date(2023, 6, 30)).deadlines.exclude(year=None)
    assert {row.year: row.due_on for row in rows} == {
        2022: date(2023, 2, 28),
        2023: date(2024, 2, 29),
    }


def test_profile_added_twice_adds_nothing():
    grant = added_to(4 * BILLION)
    deadline = deadline_of(grant)
    deadlines.mark_done(deadline, note="Letter 3", by=UserFactory())
    deadlines.add_profile(grant, by=UserFactory())
    assert grant.deadlines.count() == 6
    deadline.refresh_from_db()
    assert (deadline.note, deadline.done_at is None) == ("Letter 3", False)


def test_done_is_done_once():
    deadline = deadline_of(added_to(1_000_000))
    deadlines.mark_done(deadline, note="", by=UserFactory())
    with pytest.raises(AlreadyDecided):
        deadlines.mark_done(deadline, note="", by=UserFactory())


@pytest.mark.parametrize(
    ("facts", "due_on", "rule"),
    [
        ({"anchor": Anchor.DAY, "fixed_on": date(2022, 5, 5)}, date(2022, 5, 5), "fixed day"),
        (
            {"anchor": Anchor.END, "months": 14},
            date(2024, 2, 29),
            "14 months after the last day of the grant",
        ),
        (
            {"anchor": Anchor.YEAR_END, "months": 0, "year": 2022},
            date(2022, 12, 31),
            "0 months after the end of 2022",
        ),
    ],
)
def test_day_follows_from_the_rule(facts: dict[str, Any], due_on: date, rule: str):
    grant = Grant(starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31))
    deadline = Deadline(grant=grant, kind=DeadlineKind.OTHER, title_en="Letter", **facts)
    assert (deadline.due_on, deadline.rule) == (due_on, rule)
