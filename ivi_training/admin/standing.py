"""Lists that can be narrowed to the rows that wait, by names that rows have in the models."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class StandingFilter(admin.SimpleListFilter):
    """Narrows a list to one of its `standings`: key, label, and the rows that are in it."""

    title = _("standing")
    parameter_name = "standing"
    standings: ClassVar[dict[str, tuple[Promise, Callable[[], QuerySet[Any]]]]]

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Promise]]:  # type: ignore[override]
        """What can be chosen."""
        del request, model_admin
        return [(key, label) for key, (label, _rows) in self.standings.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that the choice leaves."""
        del request
        chosen = self.standings.get(str(self.value()))
        if chosen is None:
            return queryset
        _label, rows = chosen
        return queryset.filter(pk__in=rows().order_by().values("pk"))
