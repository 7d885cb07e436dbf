"""Country lists in the administration: to look up, imported whole, never altered."""

from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from courses.countries.models import ClassificationVintage, CountryClassification
from courses.countries.views import vintages
from ivi_training.office.admin.read_only import ReadOnlyAdmin
from ivi_training.office.admin.site import PROGRAMS, in_section


@admin.register(ClassificationVintage)
@in_section(PROGRAMS, 60)
class ClassificationVintageAdmin(ReadOnlyAdmin[ClassificationVintage]):
    change_list_template = "admin/courses/vintage_change_list.html"
    list_display = ["code", "scheme", "valid_from", "published_at", "review"]
    list_filter = ["scheme"]
    ordering = [F("published_at").desc(nulls_first=True), "-valid_from"]

    @admin.display(description=_("changes"))
    def review(self, vintage: ClassificationVintage) -> str:
        url = reverse("admin:vintage_review", args=[vintage.pk])
        text = _("What %(code)s changes") % {"code": vintage.code}
        return format_html('<a href="{}">{}</a>', url, text)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Leave the way out for those who only read."""
        may = request.user.has_perm("courses.add_classificationvintage")
        return [column for column in self.list_display if may or column != "review"]

    def get_urls(self) -> list[URLPattern]:
        """Add the import of a year's list."""
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(vintages.vintage_import), name="vintage_import"),
            path("<int:pk>/review/", wrap(vintages.vintage_review), name="vintage_review"),
            path("<int:pk>/publish/", wrap(vintages.vintage_publish), name="vintage_publish"),
            path("<int:pk>/discard/", wrap(vintages.vintage_discard), name="vintage_discard"),
            *super().get_urls(),
        ]


@admin.register(CountryClassification)
@in_section(PROGRAMS, 60)
class CountryClassificationAdmin(ReadOnlyAdmin[CountryClassification]):
    list_display = ["country_named", "vintage", "income_group"]
    list_filter = ["vintage", "income_group"]
    list_select_related = ["vintage"]
    search_fields = ["country"]
    ordering = ["country", "-vintage__valid_from"]

    @admin.display(description=_("country or territory"), ordering="country")
    def country_named(self, row: CountryClassification) -> str:
        return str(row.country.name)
