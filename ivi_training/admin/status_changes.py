"""What happened to every thing: a record to read and search, which nobody alters."""

from django.contrib import admin
from django.http import HttpRequest

from ivi_training.models import StatusChange


@admin.register(StatusChange)
class StatusChangeAdmin(admin.ModelAdmin[StatusChange]):
    """The record of moves, newest first."""

    list_display = ("at", "subject_type", "subject_id", "before", "after", "by", "reason")
    list_filter = ("subject_type", "after")
    list_select_related = ("by",)
    search_fields = ("=subject_id", "by__email", "reason")
    date_hierarchy = "at"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: a row is written by a move only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: StatusChange | None = None) -> bool:  # noqa: ARG002
        """Refuse: the database would, too."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StatusChange | None = None) -> bool:  # noqa: ARG002
        """Refuse: the database would, too."""
        return False
