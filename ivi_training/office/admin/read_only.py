"""Tables that the administration shows and never edits."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import HttpRequest

from ivi_training.office.admin.table import TableAdmin

M = TypeVar("M", bound=Model)


class WithoutClosedLinks(BaseModelAdmin[M]):
    """Names the things that the reader may not open; Django would link to all that it knows."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Put words in place of links that would lead to a refusal."""
        return [
            (name, {**options, "fields": [self._shown(request, f) for f in options["fields"]]})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The same words, which are no field of a form, where the rest may be changed."""
        names = super().get_readonly_fields(request, obj)
        return [self._shown(request, name) for name in names]

    def _shown(self, request: HttpRequest, name: Any) -> Any:
        try:
            other = self.model._meta.get_field(name).related_model
        except FieldDoesNotExist:
            return name
        if not other or not self.admin_site.is_registered(other):
            return name
        table = self.admin_site.get_model_admin(other)
        return name if table.has_view_permission(request) else self._in_words(name)

    def _in_words(self, name: str) -> Callable[[Model], str]:
        """Django compares the columns of a form with those that are only shown: one for each."""
        return self.__dict__.setdefault(f"_{name}_in_words", self._words(name))  # type: ignore[no-any-return]

    def _words(self, name: str) -> Callable[[Model], str]:
        def show(thing: Model) -> str:
            other = getattr(thing, name)
            return self.get_empty_value_display() if other is None else str(other)

        show.__name__ = name
        show.short_description = self.model._meta.get_field(name).verbose_name  # type: ignore[attr-defined, union-attr]
        return show


class ReadOnlyAdmin(WithoutClosedLinks[M], TableAdmin[M]):
    """A table to read: its rows are made by actions, and the database refuses other writes."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: a row is made by an action only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: nothing here is edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: nothing here is deleted."""
        return False


class ReadOnlyInline(WithoutClosedLinks[M], admin.TabularInline[M, Model]):
    """Rows of another table, shown below the thing that they belong to."""

    extra = 0
    can_delete = False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Ask for nothing: every field is only shown."""
        return super().get_formset(request, obj, **{"fields": [], **kwargs})

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: a row is made by an action only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: nothing here is edited."""
        return False
