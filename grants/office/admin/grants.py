"""Grants in the administration: the award and the lines are posted to the ledger by actions."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants.awards.admin.amounts import LineAmounts
from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines, budget_versions
from grants.budgets.views import cash, periods, transfers
from grants.office.forms.grants import BudgetLineForm, BudgetLineFormSet, GrantForm
from grants.settling.actions.settlements import FILES
from grants.settling.views import exports, settlements
from ivi_training.office.admin.site import MONEY, in_section
from ivi_training.office.admin.table import TableAdmin
from ivi_training.pages.money import krw


class BudgetLineInline(LineAmounts, admin.TabularInline[BudgetLine, Grant]):
    """The lines of a grant, with their balances beside the budget that is set here."""

    model = BudgetLine
    form = BudgetLineForm
    formset = BudgetLineFormSet  # type: ignore[assignment]  # narrower than the stubs
    extra = 0
    can_delete = False
    show_change_link = True
    fields = [
        "code",
        "category_en",
        "category_ko",
        "name_en",
        "name_ko",
        "budget",
        "committed_krw",
        "spent_krw",
        "available_krw",
    ]
    readonly_fields = ["committed_krw", "spent_krw", "available_krw"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BudgetLine]:
        """With the categories, whose names are typed here."""
        return super().get_queryset(request).select_related("category")


AMOUNTS = [
    "awarded_krw",
    "unallocated_krw",
    "tranches_krw",
    "interest_krw",
    "returned_krw",
    "spent_krw",
    "cash_krw",
]


@admin.register(Grant)
@in_section(MONEY, 10)
class GrantAdmin(TableAdmin[Grant]):
    """A grant; its amounts are the ledger's."""

    change_form_template = "admin/grants/grant_change_form.html"
    form = GrantForm
    inlines = [BudgetLineInline]
    list_display = ["code", "title", "program", "awarded_krw", "unallocated_krw", "tranches_krw"]
    list_select_related = ["program"]
    readonly_fields = AMOUNTS
    search_fields = ["code", "title"]

    @admin.display(description=_("awarded"))
    def awarded_krw(self, grant: Grant) -> str:
        return krw(grant.awarded)

    @admin.display(description=_("unallocated"))
    def unallocated_krw(self, grant: Grant) -> str:
        return krw(grant.unallocated)

    @admin.display(description=_("received"))
    def tranches_krw(self, grant: Grant) -> str:
        return krw(grant.tranches)

    @admin.display(description=_("interest earned"))
    def interest_krw(self, grant: Grant) -> str:
        return krw(grant.interest_earned)

    @admin.display(description=_("returned, with interest"))
    def returned_krw(self, grant: Grant) -> str:
        return krw(grant.returned + grant.interest_returned)

    @admin.display(description=_("spent"))
    def spent_krw(self, grant: Grant) -> str:
        return krw(grant.spent)

    @admin.display(description=_("expected in the bank"))
    def cash_krw(self, grant: Grant) -> str:
        """What came, less what was spent and returned."""
        return krw(grant.cash)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/iati.xml", wrap(exports.grant_iati), name="grant_iati"),
            path("<int:pk>/cash/", wrap(cash.cash_record), name="cash_record"),
            path("<int:pk>/periods/", wrap(periods.period_list), name="period_list"),
            path("<int:pk>/periods/set-up/", wrap(periods.periods_set_up), name="periods_set_up"),
            path("period/<int:pk>/", wrap(periods.period_detail), name="period_detail"),
            path("period/<int:pk>/close/", wrap(periods.period_close), name="period_close"),
            path("period/<int:pk>/reopen/", wrap(periods.period_reopen), name="period_reopen"),
            path(
                "reopening/<int:pk>/agree/", wrap(periods.reopening_agree), name="reopening_agree"
            ),
            path(
                "reopening/<int:pk>/refuse/",
                wrap(periods.reopening_refuse),
                name="reopening_refuse",
            ),
            path("<int:pk>/transfers/", wrap(transfers.transfer_list), name="transfer_list"),
            path("<int:pk>/transfers/ask/", wrap(transfers.transfer_ask), name="transfer_ask"),
            path(
                "transfer/<int:pk>/approve/",
                wrap(transfers.transfer_approve),
                name="transfer_approve",
            ),
            path(
                "transfer/<int:pk>/refuse/", wrap(transfers.transfer_refuse), name="transfer_refuse"
            ),
            path("line/<int:pk>/overrun/", wrap(transfers.overrun_ask), name="overrun_ask"),
            path(
                "overrun/<int:pk>/approve/", wrap(transfers.overrun_approve), name="overrun_approve"
            ),
            path("overrun/<int:pk>/refuse/", wrap(transfers.overrun_refuse), name="overrun_refuse"),
            path("<int:pk>/settlement/", wrap(settlements.settlement_list), name="settlement_list"),
            *[
                path(
                    f"<int:pk>/settlement/draft.{kind}",
                    wrap(settlements.settlement_draft),
                    {"kind": kind},
                    name=f"settlement_draft_{kind}",
                )
                for kind in FILES
            ],
            path(
                "<int:pk>/settlement/submit/",
                wrap(settlements.settlement_submit),
                name="settlement_submit",
            ),
            path(
                "settlement/<int:pk>/",
                wrap(settlements.settlement_detail),
                name="settlement_detail",
            ),
            path(
                "settlement/file/<int:pk>/",
                wrap(settlements.settlement_file),
                name="settlement_file",
            ),
            path("settlement/check/", wrap(settlements.settlement_check), name="settlement_check"),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Grant | None = None) -> list[Any]:
        """Ask for the award of a new grant; show it of an old one."""
        del request
        fields = ["program", "code", "title", "funder", "starts_on", "ends_on"]
        return [*fields, "award"] if obj is None else [*fields, *AMOUNTS]

    def save_related(
        self, request: Any, form: ModelForm[Grant], formsets: list[Any], change: bool
    ) -> None:
        """Post the award of a new grant, then the difference of each line."""
        if form.cleaned_data.get("award"):
            budget_lines.award(form.instance, form.cleaned_data["award"], by=request.user)
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            reason = gettext("Set on the page of the grant") if change else ""
            budget_versions.record(form.instance, by=request.user, reason=reason)

    def save_formset(
        self,
        request: Any,
        form: ModelForm[Grant],
        formset: BaseModelFormSet[Any, Any],
        change: bool,
    ) -> None:
        """Save each line, and bring it to its budget; what one line gives, another may take."""
        changed = [line_form for line_form in formset.forms if line_form.has_changed()]
        for line_form in changed:
            typed = line_form.cleaned_data
            line_form.instance.category = budget_lines.category(
                form.instance, typed["category_en"], typed["category_ko"]
            )
        super().save_formset(request, form, formset, change)
        for line_form in sorted(changed, key=_budget_increase):
            budget_lines.set_budget(
                line_form.instance, line_form.cleaned_data["budget"], by=request.user
            )


def _budget_increase(line_form: ModelForm[BudgetLine]) -> int:
    budget: int = line_form.cleaned_data["budget"]
    return budget - line_form.instance.budgeted
