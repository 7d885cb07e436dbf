"""Files of rows: looked at first, each bad cell named, then taken whole."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django_stubs_ext import StrPromise

from ivi_training.files.forms import spreadsheets
from ivi_training.files.forms.spreadsheets import SheetForm
from ivi_training.office.views import pages as office
from ivi_training.pages.http import UserRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Import:
    """A table that can be brought in: what it is called, its form, what is done and said then."""

    title: StrPromise
    about: StrPromise
    form: type[SheetForm]
    act: Callable[..., Any]
    said: StrPromise
    template: str
    then: str
    then_label: StrPromise


def take(request: UserRequest, wanted: Import) -> HttpResponse:
    """Ask for the file, show what it holds, then take it on `confirmed`; looked at both times."""
    form = wanted.form(request.POST or None, request.FILES or None)
    table = form.table if request.method == "POST" and form.is_valid() else None
    if table is not None and not table.bad and "confirmed" in request.POST:
        wanted.act(form, by=request.user)
        messages.success(request, wanted.said)
        return redirect(wanted.then)
    return office.page(
        request,
        "ivi_training/office/sheet_import.html",
        title=wanted.title,
        trail=[office.crumb(wanted.then_label, wanted.then)],
        form=form,
        is_refused=table is not None and bool(table.bad),
        wanted=wanted,
        table=table,
        columns=list(wanted.form.row_form.base_fields),
        rows=_shown(form),
        is_worth=form.is_worth,
    )


def template(wanted: Import) -> HttpResponse:
    name = f"{wanted.template.partition(':')[2]}.xlsx"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = spreadsheets.template(wanted.form.row_form)
    return HttpResponse(content, content_type=XLSX, headers=disposition)


def _shown(form: SheetForm) -> list[tuple[int, list[Any], int | None]]:
    rows = {} if form.table is None or form.table.bad else form.table.rows
    return [
        (number, [_readable(cell) for cell in row.values()], form.won_value(number))
        for number, row in rows.items()
    ]


def _readable(cell: Any) -> Any:
    return f"{cell:,}" if isinstance(cell, int | Decimal) else cell
