"""Support packages in the administration."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grants.forms.grants import (
    SupportPackageForm,
    SupportPackageItemForm,
    SupportPackageItemFormSet,
)
from grants.models import SupportPackage, SupportPackageItem
from ivi_training.money import krw


class SupportPackageItemInline(admin.TabularInline[SupportPackageItem, SupportPackage]):
    """The costs of one trainee, line by line."""

    model = SupportPackageItem
    form = SupportPackageItemForm
    formset = SupportPackageItemFormSet  # type: ignore[assignment]  # narrower than the stubs
    extra = 1


@admin.register(SupportPackage)
class SupportPackageAdmin(admin.ModelAdmin[SupportPackage]):
    """What one funded trainee of a stream costs."""

    form = SupportPackageForm
    inlines = [SupportPackageItemInline]
    list_display = ["grant", "stream", "modality", "total_krw"]
    list_select_related = ["grant", "stream"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportPackage]:
        """Add up each package in the same query."""
        return super().get_queryset(request).annotate(total=Sum("items__amount"))

    @admin.display(description=_("a trainee"), ordering="total")
    def total_krw(self, package: Any) -> str:
        """The sum of its items."""
        return krw(package.total or 0)
