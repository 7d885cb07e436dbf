"""The one base of every table in the administration: its list answers what it declares, no more."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, DateField, ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

M = TypeVar("M", bound=Model)

PARTS_OF_A_DAY = ("year", "month", "day")


class TableList(ChangeList):
    """A list whose address may be nonsense: it never breaks the page."""

    def get_filters(self, request: HttpRequest) -> Any:
        """Django overlooks that the calendar ends, on both sides."""
        try:
            return super().get_filters(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error

    def get_results(self, request: HttpRequest) -> None:
        """Show the last page to whoever turns beyond it."""
        try:
            super().get_results(request)
        except IncorrectLookupParameters:
            pages = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
            self.page_num = min(max(self.page_num, 1), pages.num_pages)
            super().get_results(request)


class KeySelect(AutocompleteSelect):
    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        """Look up keys only: Django asks the database for whatever was typed."""
        return super().optgroups(name, [v for v in value if not v or v.isdecimal()], attr)


class TableAdmin(admin.ModelAdmin[M]):
    """Refuses each filter that is not declared, as Django refuses what it finds suspicious.

    Django lets every column be asked every question: whether a password begins so, whether a letter
    matches a pattern. Each answer is a letter of what must not be read.
    """

    # What only our own pages ask for, in full, as in "rule__id__exact".
    linked_filters: ClassVar[tuple[str, ...]] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Ours, which stands nonsense."""
        del request, kwargs
        return TableList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """What a declared filter asks by itself; not a column, nor another question about it."""
        del value
        return lookup in self.declared_filters(request)

    def declared_filters(self, request: HttpRequest | None) -> set[str]:
        """The parameters of an address by which this list may be narrowed."""
        found = set(self.linked_filters)
        found |= {
            f"{self.date_hierarchy}__{part}" for part in PARTS_OF_A_DAY if self.date_hierarchy
        }
        filters: Iterable[Any] = (
            self.list_filter if request is None else self.get_list_filter(request)
        )
        return found.union(*(_parameters(self.model, declared) for declared in filters))

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """The key alone: no form of ours names a row by another column."""
        del request
        return to_field == self.opts.pk.name

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the bare list at last: Django would say that the database is broken."""
        if ERROR_FLAG in request.GET and len(request.GET) > 1:
            return redirect(request.path)
        return super().changelist_view(request, extra_context)

    def response_action(  # type: ignore[override]  # the stubs know another version of Django
        self, request: HttpRequest, queryset: QuerySet[M]
    ) -> HttpResponse | None:
        """Take keys only for what was ticked: Django asks the database for whatever came."""
        data = request.POST.copy()
        ticked = data.getlist(ACTION_CHECKBOX_NAME)
        data.setlist(ACTION_CHECKBOX_NAME, [key for key in ticked if self._is_key(key)])
        request.POST = data  # type: ignore[assignment]
        return super().response_action(request, queryset)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Fill in from an address only what the field would take: the rest breaks its widget."""
        fields = self.get_form(request).base_fields
        given = super().get_changeform_initial_data(request)
        return {
            name: value
            for name, value in given.items()
            if name in fields and _takes(fields[name], value)
        }

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeySelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _is_key(self, text: str) -> bool:
        try:
            self.opts.pk.to_python(text)
        except ValidationError:
            return False
        return True


def _parameters(model: type[Model], declared: Any) -> set[str]:
    """What the filters of Django call themselves in an address, by the column that they are for."""
    if isinstance(declared, type) and issubclass(declared, admin.SimpleListFilter):
        return {str(declared.parameter_name)}
    path, kind = declared if isinstance(declared, tuple) else (declared, None)
    if kind is admin.EmptyFieldListFilter:
        return {f"{path}__isempty"}
    field: Any = get_fields_from_path(model, path)[-1]
    if field.is_relation:
        return {f"{path}__{field.target_field.name}__exact", f"{path}__isnull"}
    if isinstance(field, BooleanField) or field.choices:
        return {f"{path}__exact", f"{path}__isnull"}
    if isinstance(field, DateField):
        empty = {f"{path}__isnull"} if field.null else set()
        return {f"{path}__gte", f"{path}__lt", *empty}
    return {path, f"{path}__isnull"}


def _takes(field: Any, value: Any) -> bool:
    try:
        field.clean(value)
    except ValidationError:
        return False
    return True
