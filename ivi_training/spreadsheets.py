"""Spreadsheets that people send: the cells of an XLSX or CSV file as text, within sane limits."""

import csv
import zipfile
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ivi_training.models.stored_file import Upload

MOST_BYTES = 3 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 200
Rows = list[list[str]]


def content_of(upload: Upload) -> bytes:
    """The bytes of an upload; ValidationError where they are too many."""
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(_("This file is too large for such a list."))
    content: bytes = upload.read()
    return content


def sheets(content: bytes) -> list[Rows]:
    """The rows of each sheet; ValidationError where the file is no spreadsheet."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("This file is too large for such a list."))
    return _of_workbook(content) if content[:2] == b"PK" else [_of_text(content)]


def _of_text(content: bytes) -> Rows:
    try:
        # NUL is in no text; Python's reader would take it.
        text = content.replace(b"\0", b"\xff").decode("utf-8-sig")
        rows = list(islice(csv.reader(StringIO(text)), MOST_ROWS + 1))
    except (ValueError, csv.Error):
        raise ValidationError(_("This is neither a spreadsheet (XLSX) nor a CSV file.")) from None
    return _few(rows)


def _of_workbook(content: bytes) -> list[Rows]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
        if any("vbaproject" in part.filename.lower() for part in parts):
            raise ValidationError(_("This file carries a macro. Save it as XLSX without macros."))
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise ValidationError(_("This file unfolds to more than such a list can be."))
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
        return [_few(_cells(sheet)) for sheet in book.worksheets]
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError):
        raise ValidationError(_("This spreadsheet is damaged and cannot be read.")) from None


def _cells(sheet: Any) -> Rows:
    rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
    return [[_as_typed(cell) for cell in row] for row in rows]


def _as_typed(cell: Any) -> str:
    """A formula as it is written; a day without the midnight that a spreadsheet adds to it."""
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


def _few(rows: Rows) -> Rows:
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("This file has more than %(most)s rows. Divide it.") % {"most": f"{MOST_ROWS:,}"}
        )
    return rows
