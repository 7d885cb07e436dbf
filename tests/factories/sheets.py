"""What a spreadsheet shows: its formulas computed, as the program that opens it would."""

import re
from io import BytesIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

_SUM = re.compile(r"=SUM\((.+)\)")
_RANGE = re.compile(r"([A-Z])(\d+):([A-Z])(\d+)")
_TERM = re.compile(r"([+-]?)([A-Z]\d+)")


def opened(content: bytes) -> Worksheet:
    """The first sheet."""
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


def amount(sheet: Worksheet, at: str) -> int:
    """The whole number in a cell: typed, a sum of cells and ranges, or cells added and taken."""
    value = sheet[at].value
    if not isinstance(value, str):
        return int(value or 0)
    added = _SUM.fullmatch(value)
    if added:
        return sum(amount(sheet, cell) for part in added[1].split(",") for cell in _cells(part))
    terms = _TERM.findall(value.removeprefix("="))
    assert "=" + "".join(sign + cell for sign, cell in terms) == value
    return sum(amount(sheet, cell) * (-1 if sign == "-" else 1) for sign, cell in terms)


def _cells(part: str) -> list[str]:
    spans = _RANGE.fullmatch(part)
    if spans is None:
        return [part] if part[0].isalpha() else []
    columns = range(ord(spans[1]), ord(spans[3]) + 1)
    rows = range(int(spans[2]), int(spans[4]) + 1)
    return [f"{chr(column)}{row}" for row in rows for column in columns]
