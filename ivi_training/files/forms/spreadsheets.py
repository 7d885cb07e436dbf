"""A spreadsheet whose rows are forms: taken whole or not at all, and each bad cell is named."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.styles import Font

from ivi_training.files import spreadsheets
from ivi_training.files.models.stored_file import Upload

# What was looked at comes back in the page's form, which is limited to 2.5 MB.
MOST_BYTES = 1024 * 1024
SHOWN = 40  # characters of a cell that could not be read
AN_HOUR = 3600
_seal = signing.TimestampSigner(salt="ivi_training.files.forms.spreadsheets")


@dataclass(frozen=True)
class BadCell:
    """What cannot be taken: where it stands, what it says, and why."""

    row: int
    column: str
    cell: str
    why: str


@dataclass
class Table:
    """The rows of a file that can be taken, by their numbers in it, and what cannot."""

    name: str
    content: bytes
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    bad: list[BadCell] = field(default_factory=list)

    @property
    def checked(self) -> str:
        """The file for the next page, which looks at it again before it takes it."""
        return _seal.sign(f"{self.name}/{base64.urlsafe_b64encode(self.content).decode()}")


class CheckedField(forms.Field):
    widget = forms.HiddenInput

    def clean(self, value: Any) -> tuple[str, bytes] | None:
        """Its name and its bytes; refused unless this site gave it to the browser."""
        if not value:
            return None
        try:
            name, content = _seal.unsign(value, max_age=AN_HOUR).rsplit("/", 1)
            return name, base64.urlsafe_b64decode(content)
        except (signing.BadSignature, ValueError, binascii.Error):
            raise ValidationError(_("Choose the file again: this page is too old.")) from None


class SheetForm(forms.Form):
    """A file of rows, each of which is a `row_form`; the subclass judges them together."""

    row_form: ClassVar[type[forms.Form]]
    is_worth: ClassVar[bool] = False

    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("XLSX or CSV with the columns of the template, at most 1 MB."),
    )
    checked = CheckedField(required=False)

    table: Table | None = None

    def judge(self, table: Table) -> list[BadCell]:
        """What is wrong with the rows that can each be read."""
        raise NotImplementedError

    def won_value(self, number: int) -> int | None:
        """What a row says in won, where its table `is_worth` something."""
        del number
        return None

    def clean(self) -> dict[str, Any]:
        """Read the file; what is no such table is refused in a sentence."""
        data = super().clean() or {}
        if "checked" in self.errors:  # a hidden field, whose complaint nobody would see
            self.add_error("file", list(self.errors.pop("checked")))
        upload: Upload | None = data.get("file")
        if upload is not None and (upload.size or 0) > MOST_BYTES:
            self.add_error("file", _("This file is too large. Divide it."))
        elif upload is not None:
            self._read(upload.name or "", upload.read())
        elif data.get("checked"):
            self._read(*data["checked"])
        elif not self.errors:
            self.add_error("file", _("Choose a file."))
        return data

    def _read(self, name: str, content: bytes) -> None:
        try:
            table = read(name, content, self.row_form)
        except ValidationError as error:
            self.add_error("file", error)
            return
        # All that is wrong is said at once: whoever corrects the file does so once.
        table.bad = sorted([*table.bad, *self.judge(table)], key=lambda one: one.row)
        self.table = table


def read(name: str, content: bytes, row_form: type[forms.Form]) -> Table:
    """The rows of the first sheet; ValidationError where its columns are not those of the form."""
    rows = (spreadsheets.sheets(content) or [[]])[0]
    head = [cell.strip().lower().replace(" ", "_") for cell in rows[0]] if rows else []
    _check_columns([column for column in head if column], row_form)
    table = Table(name, content)
    for number, row in enumerate(rows[1:], start=2):
        cells = {column: cell for column, cell in zip(head, row, strict=False) if column}
        if any(cell.strip() for cell in cells.values()):
            _take(table, number, cells, row_form)
    if not table.rows and not table.bad:
        raise ValidationError(_("This file has no row below its columns."))
    return table


def _check_columns(head: Sequence[str], row_form: type[forms.Form]) -> None:
    known = row_form.base_fields
    unknown = [column for column in head if column not in known]
    lacking = [name for name, one in known.items() if one.required and name not in head]
    if lacking or unknown or len(head) != len(set(head)):
        raise ValidationError(
            _("The first row names the columns, each once: %(columns)s. Take the template.")
            % {"columns": ", ".join(known)}
        )


def _take(table: Table, number: int, cells: dict[str, str], row_form: type[forms.Form]) -> None:
    formulas = [column for column, cell in cells.items() if cell.startswith("=")]
    form = row_form(cells)
    if not formulas and form.is_valid():
        table.rows[number] = form.cleaned_data
        return
    why: dict[str, Any] = {**form.errors} | {
        column: [_("This is a formula. Save the file with values.")] for column in formulas
    }
    table.bad += [
        BadCell(number, column, cells.get(column, "")[:SHOWN], " ".join(map(str, texts)))
        for column, texts in why.items()
    ]


def template(row_form: type[forms.Form]) -> bytes:
    """A workbook to fill in: the columns, and on a second sheet what each of them takes."""
    book = Workbook()
    sheet, notes = book.worksheets[0], book.create_sheet("columns")
    for place, (name, one) in enumerate(row_form.base_fields.items(), start=1):
        sheet.cell(1, place, name).font = Font(bold=one.required)
        choices = ", ".join(str(value) for value, _label in getattr(one, "choices", ()) if value)
        notes.append([name, str(one.label or name), choices or str(one.help_text)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
