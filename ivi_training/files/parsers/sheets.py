"""Spreadsheets: the cells of an XLSX file as text, written as JSON."""

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl

from ivi_training.files.parsers.comma_separated import few
from ivi_training.files.parsers.refusal import Refused

_HEAD = 4096  # bytes of a part in which a definition of entities would stand
_ENCRYPTED = 0x1
# As it is written in any encoding that a reader of XML guesses by itself.
_DEFINITIONS = tuple(
    text.encode(encoding)
    for text in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


def workbook(content: bytes, limits: dict[str, int]) -> bytes:
    """The rows of each sheet; refused with macros, a password, or too much in it."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        _check(archive, len(content), limits)
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
    if len(book.worksheets) > limits["sheets"]:
        raise Refused("too_many_sheets", limit=limits["sheets"])
    return json.dumps([few(_cells(sheet, limits), limits) for sheet in book.worksheets]).encode()


def _check(archive: zipfile.ZipFile, size: int, limits: dict[str, int]) -> None:
    """By its directory, before anything is unpacked."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if any("vbaproject" in name.lower() for name in names):
        raise Refused("macro")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refused("password")
    if sum(part.file_size for part in parts) > limits["unpacked"] or len(parts) > limits["parts"]:
        raise Refused("unpacked")
    # Parts that lie over each other, or would land beside the place they are unpacked to.
    packed = sum(part.compress_size for part in parts)
    if packed > size or len(names) != len(set(names)) or any(map(_is_elsewhere, names)):
        raise Refused("damaged")
    for name in names:
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                head = part.read(_HEAD)
            # No spreadsheet program writes one; whoever does means harm.
            if any(definition in head for definition in _DEFINITIONS):
                raise Refused("damaged")


def _is_elsewhere(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")


def _cells(sheet: Any, limits: dict[str, int]) -> Iterator[list[str]]:
    rows = sheet.iter_rows(values_only=True, max_row=limits["rows"] + 1, max_col=limits["columns"])
    for row in rows:
        yield [_as_typed(cell) for cell in row]


def _as_typed(cell: Any) -> str:
    """A formula as it is written; a day without the midnight that a spreadsheet adds to it."""
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()
