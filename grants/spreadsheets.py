"""Spreadsheets of money: amounts of lines are numbers, every sum is a formula over them."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from grants.models.settlement_contents import Settlement

_COLUMNS = "CDE"  # budgeted, spent, committed; the balance and the rate follow from them
_HEAD = 6


def settlement_sheet(settlement: Settlement, *, standing: str) -> bytes:
    """The report in the reader's language, to be added up again by whoever opens it."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError(sheet)
    sheet.title = _("Settlement report")
    for row, (label, text) in enumerate(
        [
            (_("Grant"), f"{settlement.grant} {settlement.title}"),
            (_("Funder"), settlement.funder),
            (_("Period"), f"{settlement.starts_on} / {settlement.until}"),
            (_("Version"), standing),
        ],
        start=1,
    ):
        _write(sheet, f"A{row}", label)
        _write(sheet, f"B{row}", text)
    last = _lines(sheet, settlement)
    _cash(sheet, settlement, last)
    _write(sheet, f"A{last + 10}", _("SHA-256 of the contents"))
    _write(sheet, f"B{last + 10}", settlement.digest)
    for column, width in {"A": 26, "B": 34, "C": 20, "D": 20, "E": 20, "F": 20, "G": 14}.items():
        sheet.column_dimensions[column].width = width
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _lines(sheet: Worksheet, settlement: Settlement) -> int:
    """The table of categories and lines; answers the row of its total."""
    head = [
        _("Code"), _("Category, sub-category"), _("Budgeted"), _("Spent"), _("Committed"),
        _("Balance"), _("Execution rate"),
    ]  # fmt: skip
    for column, name in zip("ABCDEFG", head, strict=True):
        _write(sheet, f"{column}{_HEAD}", name, bold=True)
    row, sums = _HEAD, []
    for category in settlement.categories:
        row += 1
        sums.append(row)
        first, last = row + 1, row + len(category.lines)
        _write(sheet, f"B{row}", category.name, bold=True)
        for column in _COLUMNS:
            _amount(sheet, f"{column}{row}", f"=SUM({column}{first}:{column}{last})", bold=True)
        _balance(sheet, row, bold=True)
        for row, line in enumerate(category.lines, start=first):
            _write(sheet, f"A{row}", line.code)
            _write(sheet, f"B{row}", line.name)
            for column, n in zip(
                _COLUMNS, (line.budgeted, line.spent, line.committed), strict=True
            ):
                _amount(sheet, f"{column}{row}", n)
            _balance(sheet, row)
    row += 1
    _write(sheet, f"B{row}", _("Total"), bold=True)
    for column in _COLUMNS:
        added = ",".join(f"{column}{n}" for n in sums) or "0"
        _amount(sheet, f"{column}{row}", f"=SUM({added})", bold=True)
    _balance(sheet, row, bold=True)
    return row


def _cash(sheet: Worksheet, settlement: Settlement, total: int) -> None:
    """What came, what was spent and what goes back."""
    at = total + 2
    rows: list[tuple[str, int | str]] = [
        (_("Award"), settlement.awarded),
        (_("Received so far"), settlement.received),
        (_("Interest earned"), settlement.interest),
        (_("Recognised spending"), f"=D{total}"),
        (_("To be returned"), f"=C{at + 1}+C{at + 2}-C{at + 3}"),
        (_("Returned already"), settlement.returned),
        (_("Still to be returned"), f"=C{at + 4}-C{at + 5}"),
    ]
    for row, (label, amount) in enumerate(rows, start=at):
        _write(sheet, f"B{row}", label)
        _amount(sheet, f"C{row}", amount)


def _balance(sheet: Worksheet, row: int, *, bold: bool = False) -> None:
    _amount(sheet, f"F{row}", f"=C{row}-D{row}", bold=bold)
    rate = sheet[f"G{row}"]
    rate.value = f'=IF(C{row}=0,"",D{row}/C{row})'
    rate.number_format = "0.0%"
    rate.font = Font(bold=bold)


def _amount(sheet: Worksheet, at: str, value: int | str, *, bold: bool = False) -> None:
    """Whole won, written as everywhere: the unit in the reader's language, thousands apart."""
    before, after = _("KRW {amount}").split("{amount}")
    cell = sheet[at]
    cell.value = value
    cell.number_format = f'"{before}"#,##0"{after}"'
    cell.font = Font(bold=bold)


def _write(sheet: Worksheet, at: str, text: str, *, bold: bool = False) -> None:
    """Text that stays text, whatever it begins with."""
    cell: Cell = sheet[at]
    cell.value = text
    cell.data_type = "s"
    cell.font = Font(bold=bold)
