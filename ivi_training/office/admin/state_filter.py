"""Lists that can be narrowed to the rows that wait, by names that rows have in the models."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class StateFilter(admin.SimpleListFilter):
    """Narrows a list to one of its `states`: key, label, and the rows that are in it."""

    title = _("standing")
    parameter_name = "standing"
    states: ClassVar[dict[str, tuple[Promise, Callable[[], QuerySet[Any]]]]]

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Promise]]:  # type: ignore[override]
        del request, model_admin
        return [(key, label) for key, (label, _rows) in self.states.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        chosen = self.states.get(str(self.value()))
        if chosen is None:
            return queryset
        _label, rows = chosen
        return queryset.filter(pk__in=rows().order_by().values("pk"))
