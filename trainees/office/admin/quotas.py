"""Quotas and their versions in the administration: to read."""

from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import PROGRAMS, in_section
from trainees.office.views import quotas
from trainees.places.models import Quota, QuotaVersion, QuotaVersionLine


@admin.register(Quota)
@in_section(PROGRAMS, 70)
class QuotaAdmin(ReadOnlyAdmin[Quota]):
    """Each quota with what is used of it; set up on the program's page."""

    list_display = [
        "named",
        "program",
        "ceiling",
        "used",
        "floor",
        "stream",
        "cohort",
        "country",
        "gender",
    ]
    list_filter = ["program"]
    list_select_related = ["program", "stream", "cohort", "organisation", "course"]

    # The page of a program's quotas leads to those that one rule made.
    linked_filters = ("rule__id__exact",)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Put the fullest first where the quotas of one rule are asked for."""
        if "rule__id__exact" in request.GET:
            return [F("ceiling") - F("used"), "-used", "pk"]
        return list(super().get_ordering(request))

    def get_urls(self) -> list[URLPattern]:
        """Add the acts on one quota."""
        wrap = self.admin_site.admin_view
        return [
            path("now/", wrap(quotas.quotas_start), name="quotas_start"),
            path("<int:pk>/release/", wrap(quotas.floor_release), name="floor_release"),
            path("<int:pk>/take-back/", wrap(quotas.floor_reinstate), name="floor_reinstate"),
            path("<int:pk>/close/", wrap(quotas.quota_close), name="quota_close"),
            *super().get_urls(),
        ]

    @admin.display(description=_("name"), ordering="name_en")
    def named(self, quota: Quota) -> str:
        return quota.name


class QuotaVersionLineInline(ReadOnlyInline[QuotaVersionLine]):
    model = QuotaVersionLine


@admin.register(QuotaVersion)
@in_section(PROGRAMS, 80)
class QuotaVersionAdmin(ReadOnlyAdmin[QuotaVersion]):
    inlines = [QuotaVersionLineInline]
    list_display = ["program", "number", "effective_on", "why", "reference", "made_by"]
    list_select_related = ["program", "made_by"]

    @admin.display(description=_("reason"))
    def why(self, version: QuotaVersion) -> str:
        return version.why
