"""Deadlines of a grant in the administration: added and changed until they are done."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from grants.awards.models import Deadline
from grants.settling.views import deadlines
from ivi_training.office.admin.site import MONEY, in_section
from ivi_training.office.admin.table import TableAdmin


@admin.register(Deadline)
@in_section(MONEY)
class DeadlineAdmin(TableAdmin[Deadline]):
    """What falls due; the page of the grant shows the same rows by their days."""

    list_display = ["shown", "grant", "kind", "due", "done_at", "done_by"]
    list_filter = ["grant", "kind"]
    list_select_related = ["grant", "done_by"]
    readonly_fields = ["done_at", "done_by", "note"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep what is done as it was."""
        is_done = obj is not None and obj.done_at is not None
        return not is_done and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep what is done."""
        is_done = obj is not None and obj.done_at is not None
        return not is_done and super().has_delete_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("of/<int:pk>/", wrap(deadlines.deadlines_start), name="deadlines_start"),
            path("<int:pk>/done/", wrap(deadlines.deadline_done), name="deadline_done"),
            *super().get_urls(),
        ]

    @admin.display(description=_("title"), ordering="title_en")
    def shown(self, deadline: Deadline) -> str:
        return str(deadline)

    @admin.display(description=_("latest day"))
    def due(self, deadline: Deadline) -> Any:
        """The last day on which it is in time."""
        return deadline.due_on
