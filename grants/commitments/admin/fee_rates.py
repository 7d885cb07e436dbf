"""Fee rates in the administration: who is paid how much for what, and from when to when."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grants.commitments.forms.fee_rates import FeeRateForm
from grants.commitments.models import FeeCategory, FeeRate
from ivi_training.office.admin.site import MONEY, in_section
from ivi_training.office.admin.table import TableAdmin
from ivi_training.pages.money import krw


@admin.register(FeeCategory)
@in_section(MONEY)
class FeeCategoryAdmin(TableAdmin[FeeCategory]):
    list_display = ["named", "grant", "who"]
    list_filter = ["grant"]
    list_select_related = ["grant"]
    search_fields = ["name_en", "name_ko", "who"]

    @admin.display(description=_("name"), ordering="name_en")
    def named(self, category: FeeCategory) -> str:
        return category.name

    def get_readonly_fields(
        self, request: HttpRequest, obj: FeeCategory | None = None
    ) -> list[str]:
        """Leave the grant of a category as it is."""
        del request
        return [] if obj is None else ["grant"]


@admin.register(FeeRate)
@in_section(MONEY)
class FeeRateAdmin(TableAdmin[FeeRate]):
    """The table of rates; one that a commitment used may end, and nothing else."""

    form = FeeRateForm
    list_display = [
        "category", "category__grant", "role", "unit", "amount_krw", "valid_from", "valid_until",
    ]  # fmt: skip
    list_filter = ["category__grant", "role"]
    list_select_related = ["category__grant"]

    @admin.display(description=_("amount"), ordering="amount")
    def amount_krw(self, rate: FeeRate) -> str:
        return krw(rate.amount)

    def get_readonly_fields(self, request: HttpRequest, obj: FeeRate | None = None) -> list[str]:
        """Leave all but the end of a rate that was used."""
        del request
        if obj is None or not obj.parts.exists():
            return []
        return ["category", "role", "unit", "amount_krw", "valid_from"]

    def get_fields(self, request: HttpRequest, obj: FeeRate | None = None) -> list[Any]:
        """The amount as people read it where it stands."""
        amount = "amount_krw" if self.get_readonly_fields(request, obj) else "amount"
        return ["category", "role", "unit", amount, "valid_from", "valid_until"]
