"""Allocation runs in the administration: to read, with the pages that make and stage them."""

from django.contrib import admin
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ivi_training.office.admin.read_only import ReadOnlyAdmin
from ivi_training.office.admin.site import APPLICATIONS, in_section
from trainees.selecting.models import AllocationRun
from trainees.selecting.views import allocations


@admin.register(AllocationRun)
@in_section(APPLICATIONS)
class AllocationRunAdmin(ReadOnlyAdmin[AllocationRun]):
    """Stored runs; each leads to its proposals."""

    list_display = ["lines_link", "line_count", "method", "made_by", "made_at"]
    list_display_links = ["made_at"]
    list_filter = ["ranking__cohort"]
    list_select_related = ["ranking__cohort", "made_by"]

    @admin.display(description=_("allocation run"))
    def lines_link(self, run: AllocationRun) -> str:
        url = reverse("admin:allocation_detail", args=[run.pk])
        return format_html('<a href="{}">{}</a>', url, run)

    def get_urls(self) -> list[URLPattern]:
        """Add comparing, storing and staging."""
        wrap, steps = self.admin_site.admin_view, allocations
        return [
            path("cohort/<int:pk>/", wrap(steps.cohort_allocation), name="cohort_allocation"),
            path("ranking/<int:pk>/store/", wrap(steps.allocation_store), name="allocation_store"),
            path("<int:pk>/lines/", wrap(steps.allocation_detail), name="allocation_detail"),
            path("<int:pk>/stage/", wrap(steps.allocation_stage), name="allocation_stage"),
            *super().get_urls(),
        ]
