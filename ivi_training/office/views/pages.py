"""The frame of a page of ours inside the administration: menu, trail, way back, status."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django_stubs_ext import StrOrPromise

# Where a page of a long list begins; a way out of the list does not keep it.
POSITIONS = ("before", "after", "page")


@dataclass(frozen=True)
class Crumb:
    """A page above the one that is shown."""

    url: str
    label: StrOrPromise


def crumb(label: StrOrPromise, address: str, *args: Any) -> Crumb:
    return Crumb(reverse(address, args=args), label)


def row_page(row: Model) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def page(  # noqa: PLR0913 - each part of the frame is named here, and nowhere else
    request: HttpRequest,
    template: str,
    *,
    title: StrOrPromise,
    trail: Sequence[Crumb] = (),
    back: str = "",
    form: BaseForm | None = None,
    is_refused: bool = False,
    **context: Any,
) -> HttpResponse:
    """Show a page below `trail`; "Back" leads to the last of it unless `back` says otherwise.

    The status is 422 where `form` was handed in with mistakes, or where `is_refused`. What only
    narrows a list is no `form`: nonsense in an address is passed over.
    """
    frame = {
        **admin.site.each_context(request),
        "title": title,
        "trail": trail,
        "back": back or (trail[-1].url if trail else ""),
        "form": form,
    }
    is_wrong = is_refused or (form is not None and bool(form.errors))
    return render(request, template, frame | context, status=422 if is_wrong else 200)


def query_without_page(request: HttpRequest) -> QueryDict:
    """What narrows the list that was asked for, without where its page begins."""
    query = request.GET.copy()
    for name in POSITIONS:
        query.pop(name, None)
    return query
