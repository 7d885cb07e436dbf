"""The settlement report: page, spreadsheet and paper say the same, and what is submitted stays."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from grants.awards.models import FundingSource, Grant
from grants.budgets.actions import cash, periods
from grants.ledger.statuses import CashFlow
from grants.settling.actions import settlements
from grants.settling.errors import PeriodStillOpen
from grants.settling.models import SettlementFile, SettlementReport
from grants.settling.models.settlement_contents import Settlement
from grants.spending.actions import expenditures, reversals
from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for, line_of, recorded
from tests.factories.ledger import movement, tranche
from tests.factories.settlements import amounts_shown
from tests.factories.sheets import opened

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]
JULY = date(2022, 7, 31)


@pytest.fixture
def grant() -> Grant:
    """Two categories; 700,000 came with 1,234 of interest, and 30,000 was spent by July 2022."""
    with time_machine.travel("2022-02-01T03:00Z"):
        grant = grant_for(ProgramFactory())
        lines = [line_of(grant), line_of(grant, 300_000, "220-01", "Travel")]
        tranche(grant, 700_000, date(2022, 1, 5))
        came = movement(CashFlow.INTEREST, 1_234, effective_on=date(2022, 1, 31))
        cash.record(grant, movement=came, by=UserFactory())
    for line, spent in zip(lines, (10_000, 20_000), strict=True):
        expenditures.approve(recorded(line, spent), by=UserFactory())
    return grant


@pytest.fixture
def closed(grant: Grant) -> Grant:
    """The same with its months closed until July 2022."""
    periods.set_up(grant, months=1, by=UserFactory())
    for period in grant.periods.filter(ends_on__lte=JULY):
        periods.close(period, by=UserFactory())
    return grant


def submitted(grant: Grant) -> SettlementReport:
    return settlements.submit(grant, until=JULY, note="", by=UserFactory())


def plain(response: Any) -> str:
    return str(response.content.decode().replace("\xa0", " "))


def test_settlement_follows_from_the_days_up_to_its_own(grant: Grant):
    drawn = settlements.draw_up(grant, JULY)
    assert (drawn.awarded, drawn.received, drawn.interest) == (1_000_000, 700_000, 1_234)
    assert (drawn.total.budgeted, drawn.total.spent) == (800_000, 30_000)
    assert drawn.to_return == drawn.still_to_return == 671_234
    assert settlements.draw_up(grant, date(2022, 6, 30)).total.spent == 0


@pytest.fixture
def own(grant: Grant) -> FundingSource:
    """The institute bears 3,000 of a bill of 5,000, and a whole one of 700; both in July."""
    own = FundingSource.objects.create(grant=grant, kind="own", name="IVI", agreed=9_000)
    line = grant.lines.earliest("pk")
    with time_machine.travel("2022-07-20T03:00Z"):
        for whole, part in ((5_000, 3_000), (700, 700)):
            expenditures.approve(recorded(line, whole, others={own: part}), by=UserFactory())
    return own


@pytest.mark.usefixtures("own")
def test_each_source_is_shown_with_what_it_paid_and_agreed_to(grant: Grant):
    subsidy, other = settlements.draw_up(grant, JULY).sources
    assert (subsidy.agreed, subsidy.paid) == (1_000_000, {"210-01": 12_000, "220-01": 20_000})
    assert (other.label, other.agreed, other.paid) == (
        "Own contribution 자부담: IVI", 9_000, {"210-01": 3_700},
    )  # fmt: skip
    assert settlements.draw_up(grant, date(2022, 6, 30)).sources[1].paid == {}


def test_what_is_taken_back_later_stays_in_the_report_of_before(grant: Grant, own: FundingSource):
    for bill in own.shares.select_related("expenditure"):
        entry = bill.expenditure.entries.first()
        if entry:
            reversals.reverse(
                entry, reason="Twice", effective_on=date(2022, 8, 2), by=UserFactory()
            )
    assert settlements.draw_up(grant, JULY).sources[1].paid == {"210-01": 3_700}
    assert settlements.draw_up(grant, date(2022, 8, 31)).sources[1].paid == {"210-01": 700}


def test_contents_are_read_back_as_they_were(grant: Grant):
    drawn = settlements.draw_up(grant, JULY)
    assert Settlement.read(drawn.text) == drawn
    assert len(drawn.digest) == 64


@pytest.mark.parametrize("language", settlements.LANGUAGES)
@pytest.mark.usefixtures("own")
def test_page_sheet_and_paper_show_the_same_amounts(grant: Grant, as_role: SignIn, language: str):
    page, paper, sheet = amounts_shown(as_role(Role.AUDITOR), grant, JULY, language)
    assert page == paper == sheet
    assert len(page) == 5 * 4 + (5 + 2) * 3 + 7
    assert {32_000, 3_700, 5_300, 669_234} <= set(page)


def test_amounts_of_the_sheet_carry_their_unit(grant: Grant):
    file = settlements.file_of(settlements.draw_up(grant, JULY), "xlsx", "en")
    sheet = opened(file.read())
    assert sheet["C8"].number_format == '"KRW "#,##0""'
    assert sheet["C7"].value == "=SUM(C8:C8)"


def test_text_of_a_sheet_is_never_a_formula(grant: Grant):
    grant.funder = "=1+1"
    sheet = opened(settlements.file_of(settlements.draw_up(grant, JULY), "xlsx", "en").read())
    assert sheet["B2"].data_type == "s"


def test_submission_is_previewed_and_frozen_with_its_files(closed: Grant, as_role: SignIn):
    client, url = as_role(Role.FINANCE), reverse("admin:settlement_submit", args=[closed.pk])
    typed = {"until": "2022-07-31", "note": "Letter 12"}
    assert "KRW 20,000" in plain(client.post(url, typed))
    assert not SettlementReport.objects.exists()
    client.post(url, typed | {"confirmed": "1"})
    report = SettlementReport.objects.get()
    assert (report.version, report.note, report.settlement.total.spent) == (1, "Letter 12", 30_000)
    assert {file.name.rpartition("-")[2] for file in report.files.all()} == {
        "en.xlsx", "en.pdf", "ko.xlsx", "ko.pdf",
    }  # fmt: skip
    page = plain(client.get(reverse("admin:settlement_detail", args=[report.pk])))
    assert report.sha256 in page
    assert "KRW 671,234" in page
    assert reverse("admin:settlement_detail", args=[report.pk]) in plain(
        client.get(reverse("admin:settlement_list", args=[closed.pk]))
    )


def test_open_period_refuses_the_submission(closed: Grant):
    for until in (date(2022, 7, 30), date(2022, 8, 31)):
        with pytest.raises(PeriodStillOpen):
            settlements.submit(closed, until=until, note="", by=UserFactory())


def test_submitted_report_stays_when_its_period_is_reopened(closed: Grant):
    report = submitted(closed)
    period = closed.periods.closed().last()
    assert period
    wish = periods.ask_reopening(period, reason="Late bill", by=UserFactory())
    periods.agree_reopening(wish, by=UserFactory())
    line = closed.lines.first()
    assert line
    expenditures.approve(recorded(line, 500), by=UserFactory())
    period.refresh_from_db()
    periods.close(period, by=UserFactory())
    later = submitted(closed)
    assert (later.version, later.settlement.total.spent) == (2, 30_500)
    report = SettlementReport.objects.get(pk=report.pk)
    assert report.settlement.total.spent == 30_000
    assert report.settlement.digest == report.sha256


def test_late_bill_leaves_the_report_of_a_closed_period_as_it_is(closed: Grant):
    before = settlements.draw_up(closed, JULY)
    line = closed.lines.first()
    assert line
    expenditures.approve(recorded(line, 500), by=UserFactory())
    assert settlements.draw_up(closed, JULY) == before


def test_file_is_known_by_its_bytes(closed: Grant, as_role: SignIn):
    client, url = as_role(Role.AUDITOR), reverse("admin:settlement_check")
    file = submitted(closed).files.order_by("name").first()
    assert isinstance(file, SettlementFile)
    saved = b"".join(client.get(reverse("admin:settlement_file", args=[file.pk])))

    def answer(content: bytes) -> str:
        return plain(client.post(url, {"file": SimpleUploadedFile("report.pdf", content)}))

    assert file.name in answer(saved)
    assert file.name not in answer(saved + b" ")
    assert client.post(url).status_code == 422
