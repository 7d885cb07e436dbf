"""Organisations in the administration: found by any name, counted, given names and merged."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.organisations.models import Organisation, OrganisationMerge, OrganisationName
from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import APPLICATIONS, in_section, register_move
from ivi_training.office.admin.state_filter import StateFilter
from trainees.applying.models import Application
from trainees.places.models import Place
from trainees.records.views import organisations

# They were a table of the trainees once; bookmarks are followed.
register_move("trainees/organisation/", "courses/organisation/")


class NameInline(ReadOnlyInline[OrganisationName]):
    model = OrganisationName
    fields = ["name", "country", "added_at", "added_by"]


class OrganisationMergeInline(ReadOnlyInline[OrganisationMerge]):
    model = OrganisationMerge
    fk_name = "stays"
    fields = ["goes", "reason", "at", "by"]


class OrganisationFilter(StateFilter):
    states = {
        "stands": (_("Not merged"), Organisation.objects.standing),
        "merged": (_("Merged into another"), Organisation.objects.merged),
    }


@admin.register(Organisation)
@in_section(APPLICATIONS, 110)
class OrganisationAdmin(ReadOnlyAdmin[Organisation]):
    """The employers of applicants and reviewers; two that are one are ticked and merged."""

    change_form_template = "admin/courses/organisation_change_form.html"
    change_list_template = "admin/courses/organisation_change_list.html"
    fields = ["name", "country", "kind", "merged_into"]
    inlines = [NameInline, OrganisationMergeInline]
    list_display = ["name", "country", "kind", "applications", "places", "merged_into"]
    list_filter = [OrganisationFilter, "kind"]
    list_select_related = ["merged_into"]
    search_fields = ["name", "names__name"]
    search_help_text = gettext_lazy("Any of its names")
    actions = ["merge_two"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        """Count with each organisation its applications and the places that are held."""
        received = Application.objects.received().filter(organisation=OuterRef("pk"))
        held = Place.objects.live().filter(organisation=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(n_applications=_count(received), n_places=_count(held))
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Organisation], search_term: str
    ) -> tuple[QuerySet[Organisation], bool]:
        """Offer to other forms only those that stand."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if "field_name" in request.GET:
            found = found.filter(merged_into__isnull=True)
        return found, may_repeat

    @admin.display(description=_("applications"), ordering="n_applications")
    def applications(self, organisation: Any) -> int:
        """Submitted ones, whatever became of them."""
        return int(organisation.n_applications)

    @admin.display(description=_("places held"), ordering="n_places")
    def places(self, organisation: Any) -> int:
        return int(organisation.n_places)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether two may be made one."""
        return request.user.has_perm("courses.merge_organisation")

    @admin.action(description=_("Merge the two that are ticked"), permissions=["merge"])
    def merge_two(
        self, request: HttpRequest, queryset: QuerySet[Organisation]
    ) -> HttpResponse | None:
        ticked = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(ticked) != 2:  # noqa: PLR2004 - as the label says
            text = gettext("Tick exactly two organisations: those that are one and the same.")
            messages.error(request, text)
            return None
        return redirect("admin:organisation_merge", *ticked)

    def get_urls(self) -> list[URLPattern]:
        """Add the steps on organisations."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/name/", wrap(organisations.organisation_name), name="organisation_name"),
            path(
                "<int:pk>/merge/<int:other>/",
                wrap(organisations.organisation_merge),
                name="organisation_merge",
            ),
            *super().get_urls(),
        ]


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("organisation").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
