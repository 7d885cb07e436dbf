"""A year's income groups through the administration: looked at, then published for good."""

import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.countries.models import ClassificationVintage, CountryClassification
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import VintageFactory

pytestmark = pytest.mark.django_db

IMPORT = "/admin/courses/classificationvintage/import/"
LISTS = "/admin/courses/classificationvintage/"
CSV = b"iso3,income_group\nKOR,H\nJPN,H\nVNM,UM\nKEN,LM\nUGA,L\nBRA,UM\nVEN,..\n"


@pytest.fixture
def admin(db: None) -> Client:
    VintageFactory()
    return as_user(user_with(Role.ADMINISTRATOR))


def workbook(*rows: tuple[Any, ...]) -> bytes:
    """In the layout of the World Bank's history."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["World Bank Analytical Classifications"])
    sheet.append(["", "Bank's fiscal year:", "FY26", "FY27"])
    for row in rows:
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def look(admin: Client, content: bytes, **facts: str) -> Any:
    file = SimpleUploadedFile("list.xlsx", content)
    wish = {"scheme": "WB_INCOME", "code": "FY27", "valid_from": "2026-07-01", "file": file}
    return admin.post(IMPORT, wish | facts, follow=True)


def step(admin: Client, name: str, code: str = "FY27") -> Any:
    vintage = ClassificationVintage.objects.get(code=code)
    return admin.post(f"{LISTS}{vintage.pk}/{name}/")


def groups(code: str = "FY27") -> dict[str, str]:
    rows = CountryClassification.objects.filter(vintage__code=code)
    return {str(row.country): row.income_group for row in rows}


def test_each_change_is_shown_and_the_draft_is_used_by_nobody(admin: Client):
    page = look(admin, CSV)
    shown = [(c.country, c.before, c.after) for c in page.context["changes"]]
    assert shown == [("VN", "LM", "UM")]
    assert "Vietnam" in page.content.decode()
    assert "Upper-middle income" in page.content.decode()
    draft = ClassificationVintage.objects.get(code="FY27")
    assert draft.is_draft
    assert "FY27" not in admin.get("/admin/courses/program/add/").text
    assert f"{LISTS}{draft.pk}/review/" in admin.get(LISTS).text


def test_history_of_the_world_bank_is_read_by_its_year(admin: Client):
    rows = [
        ("VNM", "Viet Nam", "LM", "UM"), ("YEM", "Yemen", "L", "L*"),
        ("VEN", "Venezuela", "..", ".."),
        ("CHI", "Channel Islands", "H", "H"), ("XKX", "Kosovo", "UM", "UM"),
        ("YUG", "Yugoslavia (former)", "..", ".."), ("Notes",),
    ]  # fmt: skip
    look(admin, workbook(*rows))
    assert groups() == {
        "VN": "UM", "YE": "L", "VE": "NC", "GG": "H", "JE": "H", "XK": "UM",
    }  # fmt: skip


def test_what_was_looked_at_is_published_once_and_stands(admin: Client):
    look(admin, CSV)
    assert step(admin, "publish").status_code == 302
    vintage = ClassificationVintage.objects.get(code="FY27")
    assert vintage.published_by is not None
    assert groups()["VE"] == "NC"
    assert step(admin, "publish").status_code == 409
    assert step(admin, "discard").status_code == 409
    assert look(admin, CSV).status_code == 409
    assert len(groups()) == 7
    assert "Delete the draft" not in admin.get(f"{LISTS}{vintage.pk}/review/").text


def test_draft_is_replaced_by_the_next_file_and_dropped(admin: Client):
    look(admin, CSV)
    look(admin, b"iso3,group\nVNM,H\n")
    assert groups() == {"VN": "H"}
    assert step(admin, "discard").status_code == 302
    assert not ClassificationVintage.objects.filter(code="FY27").exists()


def test_list_of_aid_recipients_is_read_compared_within_its_scheme_and_published(admin: Client):
    dac = {"scheme": "DAC_ODA", "code": "DAC2024", "valid_from": "2024-01-01"}
    page = look(admin, b"iso3,group\nKEN,LMIC\nUGA,LDC\n", **dac).text
    assert "no earlier vintage" in page
    assert "OECD DAC list of ODA recipients" in page
    step(admin, "publish", "DAC2024")
    later = {"scheme": "DAC_ODA", "code": "DAC2026", "valid_from": "2026-01-01"}
    page = look(admin, b"iso3,group\nKEN,UMIC\nUGA,LDC\n", **later)
    assert [(c.country, c.before, c.after) for c in page.context["changes"]] == [
        ("KE", "LMIC", "UMIC")
    ]
    refused = look(admin, b"iso3,group\nUGA,LDC\nKEN,LM\n", **later)
    assert refused.status_code == 422
    assert "not in this list" in refused.text


def test_code_of_the_bank_is_a_fiscal_year(admin: Client):
    assert "Write it as FY27" in look(admin, CSV, code="DAC2024").text


def test_rows_that_cannot_be_read_are_named_and_keep_it_from_publication(admin: Client):
    rows = b"VNM,=1+1\nQQQ,L\nKEN,rich\nKEN,LM\nKEN,LM\n<b>,L\n"
    page = look(admin, b"iso3,income_group\n" + rows)
    assert [line.row for line in page.context["sheet"].unread] == [2, 3, 4, 6, 7]
    text = page.content.decode()
    assert "This is a formula" in text
    assert "Row 3 (QQQ L)" in text
    assert "<b> L" not in text
    assert not ClassificationVintage.objects.filter(code="FY27").exists()


def macro() -> bytes:
    file = BytesIO(workbook(("VNM", "Viet Nam", "LM", "UM")))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return file.getvalue()


def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 70_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7 \xff\xfe", "neither a spreadsheet"),
        (b"iso3\0,income_group\n", "neither a spreadsheet"),
        (b"PK\x03\x04 torn", "damaged"),
        (b"a,b\n1,2\n", "headed FY27"),
        (b"iso3,income_group\n", "No country or territory"),
        (b"iso3,income_group\n" + b"VNM,L\n" * 100_000, "more than 2,000 rows"),
        (b"x" * 4_000_000, "too large"),
        (workbook(*[("VNM", "Viet Nam", "L", "L")] * 2500), "more than 2,000 rows"),
    ],
    ids=range(8),
)
def test_file_that_is_no_such_list_is_refused_in_a_sentence(
    admin: Client, content: bytes, why: str
):
    page = look(admin, content)
    assert page.status_code == 422
    assert why in page.content.decode()


def test_macros_and_what_unfolds_without_end_are_refused(admin: Client):
    assert "carries a macro" in look(admin, macro()).content.decode()
    assert "once it is unpacked" in look(admin, bomb()).content.decode()


def test_formula_in_a_spreadsheet_is_not_computed(admin: Client):
    page = look(admin, workbook(("VNM", "Viet Nam", "LM", '="U"&"M"'), ("KEN", "Kenya", "L", "L")))
    assert [line.row for line in page.context["sheet"].unread] == [3]


@pytest.mark.parametrize("facts", [{"code": "2027"}, {"valid_from": "soon"}])
def test_wrong_fact_is_refused(admin: Client, facts: dict[str, str]):
    assert look(admin, CSV, **facts).status_code == 422
