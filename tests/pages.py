"""What the forms of a page would post as they stand, to be changed in a few places."""

from typing import Any

from django import forms
from django.http import HttpResponse


def as_shown(page: HttpResponse) -> dict[str, Any]:
    """Every value on a page of the administration, its inlines included."""
    values = _values(page.context["adminform"].form)
    for inline in page.context["inline_admin_formsets"]:
        values |= _values(inline.formset.management_form)
        for form in inline.formset.forms:
            values |= _values(form)
    return values


def prefixes(page: HttpResponse) -> dict[str, str]:
    """The prefix of each inline by its model's name."""
    inlines = page.context["inline_admin_formsets"]
    return {i.formset.model._meta.object_name: i.formset.prefix for i in inlines}


def with_rows(page: HttpResponse, inline: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """The page's values with new rows below one of its inlines."""
    values, prefix = as_shown(page), prefixes(page)[inline]
    first = int(values[f"{prefix}-TOTAL_FORMS"])
    for number, row in enumerate(rows, start=first):
        values |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return values | {f"{prefix}-TOTAL_FORMS": first + len(rows)}


def _values(form: forms.BaseForm) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in form:
        widget, value = field.field.widget, field.value()
        if isinstance(widget, forms.MultiWidget):
            parts = zip(widget.widgets_names, widget.decompress(value), strict=True)
            values |= {f"{field.html_name}{n}": p for n, p in parts if p is not None}
        elif value is not None and value is not False:
            values[field.html_name] = field.field.prepare_value(value)
    return values
