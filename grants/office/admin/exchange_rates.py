"""Exchange rates and funding sources in the administration."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from grants.awards.models import FundingSource
from grants.office.forms.grants import FundingSourceForm
from grants.rates.models import ExchangeRate
from grants.rates.views import exchange_rates
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.read_only import ReadOnlyAdmin
from ivi_training.office.admin.site import MONEY, in_section
from ivi_training.office.admin.table import TableAdmin
from ivi_training.pages.money import krw


@admin.register(ExchangeRate)
@in_section(MONEY)
class ExchangeRateAdmin(WithPageContext[ExchangeRate], ReadOnlyAdmin[ExchangeRate]):
    """What was announced; a mistake stays beside the row that corrects it."""

    change_list_template = "admin/grants/exchange_rate_change_list.html"
    change_form_template = "admin/grants/exchange_rate_change_form.html"
    list_display = [
        "announced_on", "currency", "rate_type", "per", "rate", "source", "corrected",
    ]  # fmt: skip
    list_filter = ["currency", "rate_type", "source"]
    list_select_related = ["superseded_by"]
    search_fields = ["currency", "source"]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("record/", wrap(exchange_rates.rate_record), name="rate_record"),
            path("import/", wrap(exchange_rates.rate_import), name="rate_import"),
            path("template/", wrap(exchange_rates.rate_template), name="rate_template"),
            path("<int:pk>/correct/", wrap(exchange_rates.rate_correct), name="rate_correct"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, thing: ExchangeRate) -> dict[str, Any]:
        may = request.user.has_perm("grants.add_exchangerate")
        return {"can_correct": may and not hasattr(thing, "superseded_by")}

    @admin.display(description=_("valid"), boolean=True)
    def corrected(self, rate: ExchangeRate) -> bool:
        """Whether no later row corrects it."""
        return not hasattr(rate, "superseded_by")


@admin.register(FundingSource)
@in_section(MONEY)
class FundingSourceAdmin(TableAdmin[FundingSource]):
    form = FundingSourceForm
    list_display = ["grant", "kind", "name", "agreed_krw"]
    list_filter = ["grant", "kind"]
    list_select_related = ["grant"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: FundingSource | None = None
    ) -> list[str]:
        """Leave what it is a source of as it is."""
        del request
        return [] if obj is None else ["grant", "kind"]

    @admin.display(description=_("agreed"), ordering="agreed")
    def agreed_krw(self, source: FundingSource) -> str:
        return "–" if source.agreed is None else krw(source.agreed)  # noqa: RUF001 - a dash
