"""Spreadsheets that people send: the cells of an XLSX or CSV file as text, within sane limits."""

import json

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ivi_training.files import apart
from ivi_training.files.models.stored_file import Upload
from ivi_training.files.parsers.refusal import Refused

MOST_BYTES = 3 * 1024 * 1024
Rows = list[list[str]]
_SENTENCES = {
    "busy": _("Many files are being read at this moment. Try again in a minute."),
    "damaged": _("This spreadsheet is damaged and cannot be read."),
    "macro": _("This file carries a macro. Save it as XLSX without macros."),
    "no_sheet": _("This is neither a spreadsheet (XLSX) nor a CSV file."),
    "password": _("This spreadsheet asks for a password. Save it without one."),
    "too_many_cells": _("This file has too many cells. Divide it."),
    "too_many_rows": _("This file has more than %(limit)s rows. Divide it."),
    "too_many_sheets": _("This file has more than %(limit)s sheets. Divide it."),
    "too_much": _("This file needs too much memory to be read. Divide it."),
    "too_slow": _("This file takes too long to be read. Divide it."),
    "unpacked": _("This file is too large for such a list once it is unpacked."),
}


def content_of(upload: Upload) -> bytes:
    """The bytes of an upload; ValidationError where they are too many."""
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(_("This file is too large for such a list."))
    content: bytes = upload.read()
    return content


def sheets(content: bytes) -> list[Rows]:
    """The rows of each sheet; ValidationError where the file is no spreadsheet, or explodes."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("This file is too large for such a list."))
    how = "sheets.workbook" if content[:2] == b"PK" else "comma_separated.text"
    try:
        read: list[Rows] = json.loads(apart.parse(how, content))
    except Refused as refused:
        facts = {name: f"{number:,}" for name, number in refused.facts.items()}
        code = refused.code
        raise ValidationError(_SENTENCES[code], code=code, params=facts) from None
    return read
