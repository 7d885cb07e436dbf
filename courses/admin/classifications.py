"""Country lists in the administration: to look up, imported whole, never altered."""

from django.contrib import admin
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from courses.models import ClassificationVintage, CountryClassification
from courses.views import vintages
from ivi_training.admin.read_only import ReadOnlyAdmin


@admin.register(ClassificationVintage)
class ClassificationVintageAdmin(ReadOnlyAdmin[ClassificationVintage]):
    """A year's published list."""

    change_list_template = "admin/courses/vintage_change_list.html"
    list_display = ["code", "valid_from", "source"]

    def get_urls(self) -> list[URLPattern]:
        """Add the import of a year's list."""
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(vintages.vintage_import), name="vintage_import"),
            path("publish/", wrap(vintages.vintage_publish), name="vintage_publish"),
            *super().get_urls(),
        ]


@admin.register(CountryClassification)
class CountryClassificationAdmin(ReadOnlyAdmin[CountryClassification]):
    """The group of each country or territory in each vintage."""

    list_display = ["country_named", "vintage", "income_group"]
    list_filter = ["vintage", "income_group"]
    list_select_related = ["vintage"]
    search_fields = ["country"]
    ordering = ["country", "-vintage__valid_from"]

    @admin.display(description=_("country or territory"), ordering="country")
    def country_named(self, row: CountryClassification) -> str:
        """The country's name in the reader's language."""
        return str(row.country.name)
