"""Pages of long lists: walked by key, never counted."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Rows in the order of their key, with where the next page begins (None at the end)."""

    rows: list[Any]
    next_before: int | None
    is_first: bool
    key: str = "before"


def page_in_order(rows: QuerySet[Any], request: HttpRequest, key: str, size: int = SIZE) -> Page:
    """The page in rising order of a column that no two rows share; the same address as above."""
    begin = request.GET.get("before", "")
    ordered = rows.order_by(key)
    if begin.isdecimal():
        ordered = ordered.filter(**{f"{key}__gt": int(begin[:18])})
    found: list[Model] = list(ordered[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, getattr(found[-1], key) if more else None, is_first=not begin)


def page_of(rows: QuerySet[Any], request: HttpRequest, size: int = SIZE) -> Page:
    """The page that `?before=<key>` asks for; the first one without it, or when it is nonsense."""
    before = request.GET.get("before", "")
    ordered = rows.order_by("-pk")
    if before.isdecimal():
        ordered = ordered.filter(pk__lt=int(before[:18]))
    found: list[Model] = list(ordered[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, found[-1].pk if more else None, is_first=not before)


def page_from_oldest(
    rows: QuerySet[Any], request: HttpRequest, moment: str, size: int = SIZE
) -> Page:
    """The page that `?after=<key>` asks for, in rising order of a moment of the rows."""
    after = request.GET.get("after", "")
    ordered = rows.order_by(moment, "pk")
    last = rows.model._default_manager.filter(pk=after[:18]) if after.isdecimal() else None
    at = last.values_list(moment, flat=True).first() if last is not None else None
    if at is not None:
        later = Q(**{f"{moment}__gt": at}) | Q(**{moment: at, "pk__gt": int(after[:18])})
        ordered = ordered.filter(later, **{f"{moment}__gte": at})
    found: list[Model] = list(ordered[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, found[-1].pk if more else None, is_first=at is None, key="after")
