"""Rates through the administration: added, corrected by a later row, imported whole."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from grants.rates.models import ExchangeRate
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.money import exchange_rate

pytestmark = pytest.mark.django_db
RATES = "/admin/grants/exchangerate/"
HEAD = "currency,announced_on,rate_type,source,per,rate\n"
TYPED = {
    "currency": "USD", "announced_on": "2022-07-01", "rate_type": "base", "source": "Hana Bank",
    "per": "1", "rate": "1,298.5",
}  # fmt: skip


@pytest.fixture
def finance(db: None) -> Client:
    return as_user(user_with(Role.FINANCE))


def look(finance: Client, content: bytes, name: str = "rates.csv") -> Any:
    return finance.post(f"{RATES}import/", {"file": SimpleUploadedFile(name, content)})


def take(finance: Client, page: Any) -> Any:
    checked = page.context["table"].checked
    return finance.post(f"{RATES}import/", {"checked": checked, "confirmed": "1"}, follow=True)


def test_rate_is_added_once(finance: Client):
    assert finance.post(f"{RATES}record/", TYPED).status_code == 302
    again = finance.post(f"{RATES}record/", TYPED)
    assert again.status_code == 422
    assert "recorded already" in again.text
    assert str(ExchangeRate.objects.get().rate) == "1298.5000"
    assert "1298" in finance.get(RATES).text


def test_wrong_rate_is_corrected_from_its_page(finance: Client):
    wrong = exchange_rate()
    assert f"{RATES}{wrong.pk}/correct/" in finance.get(f"{RATES}{wrong.pk}/change/").text
    typed = {"per": "1", "rate": "1300", "reason": "Misread"}
    finance.post(f"{RATES}{wrong.pk}/correct/", typed)
    assert wrong.superseded_by.reason == "Misread"
    assert finance.get(f"{RATES}{wrong.pk}/correct/").status_code == 404


def test_file_is_shown_first_and_taken_whole(finance: Client):
    text = HEAD + "USD,2022-07-01,base,Hana Bank,1,1298.5\nJPY,2022.07.01,base,Hana Bank,100,951\n"
    page = look(finance, text.encode())
    assert "2 rows can be taken" in page.text
    assert not ExchangeRate.objects.exists()
    assert "The rates are saved." in take(finance, page).text
    assert ExchangeRate.objects.count() == 2


def test_workbook_of_the_template_is_taken(finance: Client):
    book = openpyxl.load_workbook(BytesIO(finance.get(f"{RATES}template/").content))
    book.worksheets[0].append(["EUR", "2022-07-01", "card", "KB", 1, 1360.25])
    file = BytesIO()
    book.save(file)
    take(finance, look(finance, file.getvalue(), "rates.xlsx"))
    assert str(ExchangeRate.objects.get().rate) == "1360.2500"


def test_each_bad_cell_is_named_and_nothing_is_kept(finance: Client):
    exchange_rate()
    rows = [
        "usd,2022-07-04,base,Hana Bank,1,1298.5", "USD,2022-13-01,base,Hana Bank,1,1298.5",
        "USD,2022-07-04,guess,Hana Bank,1,-5", "USD,2099-07-04,base,=A1,1,5", "",
        "KRW,2022-07-04,base,Hana Bank,7,1",
    ]  # fmt: skip
    page = look(finance, (HEAD + "\n".join(rows)).encode())
    assert page.status_code == 422
    assert [(one.row, one.column) for one in page.context["table"].bad] == [
        (2, "currency"), (3, "announced_on"), (4, "rate_type"), (4, "rate"),
        (5, "announced_on"), (5, "source"), (7, "currency"), (7, "per"),
    ]  # fmt: skip
    assert ExchangeRate.objects.count() == 1


def test_rates_that_are_known_or_stand_twice_are_named(finance: Client):
    exchange_rate()
    row = "EUR,2022-07-01,base,Hana Bank,1,1360\n"
    page = look(finance, (HEAD + "USD,2022-07-01,base,Hana Bank,1,1\n" + row + row).encode())
    assert [one.row for one in page.context["table"].bad] == [2, 4]


def test_what_became_known_meanwhile_is_named_on_confirmation(finance: Client):
    page = look(finance, (HEAD + "USD,2022-07-01,base,Hana Bank,1,1298.5\n").encode())
    exchange_rate()
    assert take(finance, page).context["table"].bad
    assert ExchangeRate.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "Choose a file"), (b"a,b\n1,2\n", "names the columns"), (b"PK\x03\x04", "damaged"),
        (HEAD.encode(), "no row below"), (b"x" * 1_100_000, "too large"),
        (HEAD.replace("per", "rate").encode() + b"1\n", "names the columns"),
    ],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_in_a_sentence(
    finance: Client, content: bytes, complaint: str
):
    page = look(finance, content)
    assert page.status_code == 422
    assert complaint in page.text or "empty" in page.text


def test_what_the_site_did_not_hand_out_is_not_read(finance: Client):
    page = finance.post(f"{RATES}import/", {"checked": "a.csv/YQ==:x:y", "confirmed": "1"})
    assert "too old" in page.text
