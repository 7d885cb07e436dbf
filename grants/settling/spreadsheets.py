"""Spreadsheets of money: amounts of lines are numbers, every sum is a formula over them."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from grants.settling.models.settlement_contents import SettledSource, Settlement

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
    total = _lines(sheet, settlement)
    last = _sources(sheet, settlement, total + 2)
    last = _cash(sheet, settlement, last + 2, total)
    _write(sheet, f"A{last + 2}", _("SHA-256 of the contents"))
    _write(sheet, f"B{last + 2}", settlement.digest)
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


def _sources(sheet: Worksheet, settlement: Settlement, head: int) -> int:
    """Who paid what of each line, and agreed to give; answers the last row."""
    _write(sheet, f"B{head}", _("By funding source"), bold=True)
    row = head
    for category in settlement.categories:
        row += 1
        _write(sheet, f"B{row}", category.name, bold=True)
        for line in category.lines:
            row += 1
            _write(sheet, f"A{row}", line.code)
            _write(sheet, f"B{row}", line.name)
    for at, label in enumerate([_("Total"), _("Agreed"), _("Balance")], start=row + 1):
        _write(sheet, f"B{at}", label, bold=at == row + 1)
    columns = [get_column_letter(3 + n) for n in range(len(settlement.sources))]
    for column, source in zip(columns, settlement.sources, strict=True):
        _source(sheet, column, source, settlement, head)
    across = get_column_letter(3 + len(columns))
    _write(sheet, f"{across}{head}", _("All sources"), bold=True)
    for at in range(head + 1, row + 4):
        _amount(sheet, f"{across}{at}", f"=SUM(C{at}:{columns[-1]}{at})")
    return row + 3


def _source(
    sheet: Worksheet, column: str, source: SettledSource, settlement: Settlement, head: int
) -> None:
    _write(sheet, f"{column}{head}", source.label, bold=True)
    row, sums = head, []
    for category in settlement.categories:
        row += 1
        sums.append(f"{column}{row}")
        below = f"{column}{row + 1}:{column}{row + len(category.lines)}"
        _amount(sheet, f"{column}{row}", f"=SUM({below})", bold=True)
        for line in category.lines:
            row += 1
            _amount(sheet, f"{column}{row}", source.of([line]))
    _amount(sheet, f"{column}{row + 1}", f"=SUM({','.join(sums) or '0'})", bold=True)
    _amount(sheet, f"{column}{row + 2}", source.agreed)
    _amount(sheet, f"{column}{row + 3}", f"={column}{row + 2}-{column}{row + 1}")


def _cash(sheet: Worksheet, settlement: Settlement, at: int, total: int) -> int:
    """What came, what was spent and what goes back; answers the last row."""
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
    return at + len(rows) - 1


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
