"""Steps on the ledger as pages: typed, previewed with the balances, confirmed; or refused."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grants.awards.models import AccountingPeriod, Grant
from grants.budgets.actions import periods
from grants.ledger.models import LedgerEntry
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for
from tests.factories.ledger import closed_and_open_periods, closed_period, tranche

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Grant:
    return grant_for(ProgramFactory(), 4_300_000_000)


@pytest.fixture
def finance(db: None) -> Client:
    return as_user(user_with(Role.FINANCE))


@pytest.fixture
def approver(db: None) -> Client:
    return as_user(user_with(Role.APPROVER))


def typed(client: Client, url: str, **values: Any) -> dict[str, Any]:
    """The form with its token, filled in."""
    token = re.search(r'name="token" value="([^"]+)"', client.get(url).content.decode())
    return values | ({"token": token[1]} if token else {})


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\xa0", " "))


def test_tranche_is_previewed_then_posted_once(finance: Client, grant: Grant):
    url = reverse("admin:cash_record", args=[grant.pk])
    values = typed(
        finance, url, flow="tranche", amount="2,150,000,000", note="", effective_on="2022-03-02"
    )
    preview = finance.post(url, values)
    assert "KRW 2,150,000,000" in text(preview)
    assert not LedgerEntry.objects.filter(kind="tranche").exists()
    for _press in range(2):
        done = finance.post(url, values | {"confirmed": "1"})
        assert done.url == reverse("admin:grants_grant_change", args=[grant.pk])
    assert LedgerEntry.objects.filter(kind="tranche").count() == 1
    assert "KRW 2,150,000,000" in text(finance.get(done.url))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"amount": "1.5"}, "The won has no decimals."),
        ({"effective_on": "2999-01-01"}, "This day has not come yet."),
        ({"effective_on": "2021-12-31"}, "The grant begins on 2022-01-01."),
    ],
)
def test_wrong_line_of_the_statement_is_refused_beside_its_field(
    finance: Client, grant: Grant, values: dict[str, str], message: str
):
    url = reverse("admin:cash_record", args=[grant.pk])
    good = {"flow": "interest", "amount": "5", "note": "", "effective_on": "2022-03-02"}
    refused = finance.post(url, typed(finance, url, **good | values))
    assert refused.status_code == 422
    assert message in text(refused)


def test_more_than_the_award_is_refused_in_the_preview(finance: Client, grant: Grant):
    url = reverse("admin:cash_record", args=[grant.pk])
    facts = {"flow": "tranche", "amount": "4,300,000,001", "effective_on": "2022-03-02"}
    refused = finance.post(url, typed(finance, url, **facts))
    assert refused.status_code == 409
    assert "The funder still owes KRW 4,300,000,000" in text(refused)


def test_entry_is_reversed_after_a_preview(approver: Client, grant: Grant):
    entry = tranche(grant, 500)
    page = reverse("admin:grants_ledgerentry_change", args=[entry.pk])
    url = reverse("admin:entry_reverse", args=[entry.pk])
    assert url in text(approver.get(page))
    values = {"reason": "Another grant's", "effective_on": f"{timezone.localdate():%Y-%m-%d}"}
    assert "KRW 0" in text(approver.post(url, values))
    assert approver.post(url, values | {"confirmed": "1"}).status_code == 302
    assert entry.reversed_by.note == "Another grant's"
    assert url not in text(approver.get(page))


def test_reversal_before_its_entry_is_refused(approver: Client, grant: Grant):
    url = reverse("admin:entry_reverse", args=[tranche(grant, 500).pk])
    refused = approver.post(url, {"reason": "Why", "effective_on": "2022-01-01"})
    assert refused.status_code == 422
    assert "The entry itself belongs to" in text(refused)


def test_periods_are_set_up_and_closed_on_pages(finance: Client, grant: Grant):
    with time_machine.travel("2022-01-10 12:00Z"):
        tranche(grant, 700)
    listed = reverse("admin:period_list", args=[grant.pk])
    assert "No period yet" in text(finance.get(listed))
    set_up = reverse("admin:periods_set_up", args=[grant.pk])
    assert finance.post(set_up, {"months": "3", "confirmed": "1"}).url == listed
    period = AccountingPeriod.objects.first()
    close = reverse("admin:period_close", args=[period.pk])
    assert "When it began" in text(finance.get(close))
    assert not AccountingPeriod.objects.closed().exists()
    assert finance.post(close, {"confirmed": "1"}).url == listed
    assert "closed" in text(finance.get(reverse("admin:period_detail", args=[period.pk])))


def test_period_shows_what_moved_in_it(finance: Client, grant: Grant):
    with time_machine.travel("2022-01-10 12:00Z"):
        tranche(grant, 700)
    page = finance.get(reverse("admin:period_detail", args=[closed_period(grant).pk]))
    assert "Received from the funder" in text(page)
    assert "KRW 700" in text(page)


def test_period_without_entries_says_so(finance: Client, grant: Grant):
    page = finance.get(reverse("admin:period_detail", args=[closed_period(grant).pk]))
    assert "Nothing was posted by the end of this period" in text(page)


def test_reopening_is_asked_by_one_and_agreed_by_another(
    finance: Client, approver: Client, grant: Grant
):
    period = closed_period(grant)
    ask = reverse("admin:period_reopen", args=[period.pk])
    assert finance.post(ask, {"reason": "A late bill", "confirmed": "1"}).status_code == 302
    assert "Periods to reopen" in text(approver.get("/admin/"))
    listed = reverse("admin:period_list", args=[grant.pk])
    assert "waits for an approver" in text(finance.get(listed))
    agree = reverse("admin:reopening_agree", args=[period.reopenings.get().pk])
    assert agree in text(approver.get(listed))
    assert approver.post(agree, {"confirmed": "1"}).url == listed
    period.refresh_from_db()
    assert not period.is_closed


def test_refused_reopening_stays_on_record_and_is_asked_for_anew(
    finance: Client, approver: Client, grant: Grant
):
    period = closed_period(grant)
    ask = reverse("admin:period_reopen", args=[period.pk])
    finance.post(ask, {"reason": "A late bill", "confirmed": "1"})
    listed = reverse("admin:period_list", args=[grant.pk])
    asked = period.reopenings.get()
    refuse = reverse("admin:reopening_refuse", args=[asked.pk])
    assert refuse in text(approver.get(listed))
    assert approver.post(refuse, {"reason": "", "confirmed": "1"}).status_code == 422
    typed = {"reason": "It is reported already", "confirmed": "1"}
    assert approver.post(refuse, typed).url == listed
    assert "It is reported already" in text(finance.get(listed))
    assert "Periods to reopen" not in text(approver.get("/admin/"))
    agree = reverse("admin:reopening_agree", args=[asked.pk])
    for again in (approver.post(refuse, typed), approver.post(agree, {"confirmed": "1"})):
        assert (again.status_code, "refused already" in text(again)) == (409, True)
    period.refresh_from_db()
    assert period.is_closed
    assert finance.post(ask, {"reason": "The funder agrees", "confirmed": "1"}).status_code == 302


def test_nobody_refuses_the_reopening_they_asked_for(approver: Client, grant: Grant):
    own = User.objects.get(pk=approver.session["_auth_user_id"])
    wish = periods.ask_reopening(closed_period(grant), reason="Late", by=own)
    refuse = reverse("admin:reopening_refuse", args=[wish.pk])
    assert refuse not in text(approver.get(reverse("admin:period_list", args=[grant.pk])))
    assert approver.post(refuse, {"reason": "Why", "confirmed": "1"}).status_code == 409


def test_list_of_periods_asks_a_fixed_number_of_questions(
    finance: Client, grant: Grant, django_assert_num_queries: Any
):
    closed_and_open_periods(grant)
    # Session, user, roles' permissions, grant, periods, reopenings.
    with django_assert_num_queries(6):
        finance.get(reverse("admin:period_list", args=[grant.pk]))
