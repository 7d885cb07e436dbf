"""Support packages and region bands in the administration, with a preview of what they cost."""

from typing import Any

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from grants.awards.forms.choices import OfGrantField
from grants.awards.models import BudgetLine, Grant
from grants.commitments.forms.packages import (
    SupportPackageForm,
    SupportPackageItemForm,
    SupportPackageItemFormSet,
)
from grants.commitments.models import RegionBand, SupportPackage, SupportPackageItem
from grants.commitments.views import packages
from ivi_training.office.admin.site import MONEY, in_section
from ivi_training.office.admin.table import TableAdmin
from ivi_training.pages.forms.fields import CodesField


@admin.register(RegionBand)
@in_section(MONEY)
class RegionBandAdmin(TableAdmin[RegionBand]):
    """Countries from which a journey costs about the same."""

    formfield_overrides = {ArrayField: {"form_class": CodesField}}
    list_display = ["named", "grant", "position", "countries", "income_groups", "is_fallback"]
    list_filter = ["grant"]
    list_select_related = ["grant"]
    search_fields = ["name_en", "name_ko"]

    @admin.display(description=_("name"), ordering="name_en")
    def named(self, band: RegionBand) -> str:
        return band.name

    def get_readonly_fields(self, request: HttpRequest, obj: RegionBand | None = None) -> list[str]:
        """Leave the grant of a band as it is."""
        del request
        return [] if obj is None else ["grant"]


class SupportPackageItemInline(admin.StackedInline[SupportPackageItem, SupportPackage]):
    model = SupportPackageItem
    form = SupportPackageItemForm
    formset = SupportPackageItemFormSet  # type: ignore[assignment]  # narrower than the stubs
    extra = 1
    fields = [
        ("kind", "note"),
        ("amount", "currency", "foreign_amount"),
        ("unit", "more_units"),
        ("line", "band"),
    ]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer what belongs to the package's grant once it is known, each read once."""
        pk = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        rows: QuerySet[Any] = (
            RegionBand.objects.all() if db_field.name == "band" else BudgetLine.objects.all()
        )
        if pk is not None:
            rows = rows.filter(grant__in=Grant.objects.filter(packages=pk))
        else:
            rows, kwargs["form_class"] = rows.select_related("grant"), OfGrantField
        kwargs["queryset"] = rows
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(SupportPackage)
@in_section(MONEY)
class SupportPackageAdmin(TableAdmin[SupportPackage]):
    form = SupportPackageForm
    change_form_template = "admin/grants/support_package_change_form.html"
    inlines = [SupportPackageItemInline]
    list_display = ["grant", "stream", "modality", "item_count"]
    list_select_related = ["grant", "stream"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportPackage]:
        """Count the items of each package in the same query."""
        return super().get_queryset(request).annotate(costs=Count("items"))

    @admin.display(description=_("items"), ordering="costs")
    def item_count(self, package: Any) -> int:
        """How many costs it has; what they come to depends on the cohort and the country."""
        count: int = package.costs
        return count

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/cost/", wrap(packages.package_cost), name="package_cost"),
            *super().get_urls(),
        ]
