"""What happened to every thing: a record to read and search, which nobody alters."""

from django.contrib import admin

from ivi_training.admin.read_only import ReadOnlyAdmin
from ivi_training.models import StatusChange


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin[StatusChange]):
    """The record of moves, newest first."""

    list_display = ("at", "subject_type", "subject_id", "before", "after", "by", "reason")
    list_filter = ("subject_type", "after")
    list_select_related = ("by",)
    search_fields = ("=subject_id", "by__email", "reason")
    date_hierarchy = "at"
    show_facets = admin.ShowFacets.NEVER
