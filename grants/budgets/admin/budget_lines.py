"""Budget lines and the policy of transfers in the administration."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grants.awards.admin.amounts import LineAmounts
from grants.awards.models import BudgetCategory, BudgetLine
from grants.budgets.models import TransferPair, TransferPolicy
from ivi_training.office.admin.site import MONEY, in_section
from ivi_training.office.admin.table import TableAdmin


@admin.register(BudgetLine)
@in_section(MONEY, 20)
class BudgetLineAdmin(LineAmounts, TableAdmin[BudgetLine]):
    """What a line is for, beside its balances; added and budgeted on the grant's page."""

    change_form_template = "admin/grants/budget_line_change_form.html"
    list_display = ["code", "named", "category", "grant", "available_krw"]
    list_filter = ["grant"]
    list_select_related = ["category", "grant"]
    search_fields = ["code", "name_en", "name_ko"]
    fields = [
        "grant",
        "category",
        "code",
        "name_en",
        "name_ko",
        "component",
        "cohort",
        "stream",
        "budgeted_krw",
        "committed_krw",
        "spent_krw",
        "overrun_krw",
        "available_krw",
    ]
    readonly_fields = [
        "grant",
        "budgeted_krw",
        "committed_krw",
        "spent_krw",
        "overrun_krw",
        "available_krw",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: a line begins with its budget, on the grant's page."""
        return False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> BudgetLine | None:
        """Keep the line at hand for the choices of its fields."""
        line = super().get_object(request, object_id, from_field)
        request.line_shown = line  # type: ignore[attr-defined]  # for this request alone
        return line

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer what belongs to the line's grant and its program only."""
        line: BudgetLine | None = getattr(request, "line_shown", None)
        if line is not None:
            known = db_field.related_model._default_manager
            belongs = (
                {"grant": line.grant}
                if db_field.name == "category"
                else {"program": line.grant.program_id}
            )
            kwargs["queryset"] = known.filter(**belongs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("name"), ordering="name_en")
    def named(self, line: BudgetLine) -> str:
        return line.name


class TransferPairInline(admin.TabularInline[TransferPair, TransferPolicy]):
    model = TransferPair
    extra = 0

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer the categories of the policy's grant once it is known."""
        pk = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        categories = BudgetCategory.objects.select_related("grant")
        if pk is not None:
            categories = categories.filter(grant__transfer_policy=pk)
        kwargs["queryset"] = categories
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(TransferPolicy)
@in_section(MONEY)
class TransferPolicyAdmin(TableAdmin[TransferPolicy]):
    inlines = [TransferPairInline]
    list_display = ["grant", "scope", "cap_percent", "cap_of", "approver", "needs_reference"]
    list_select_related = ["grant"]

    def get_inlines(self, request: HttpRequest, obj: TransferPolicy | None = None) -> list[Any]:
        """Ask for pairs once the grant is known: they are pairs of its categories."""
        return [] if obj is None else list(super().get_inlines(request, obj))

    def get_readonly_fields(
        self, request: HttpRequest, obj: TransferPolicy | None = None
    ) -> list[str]:
        """Leave the grant of a policy as it is."""
        del request
        return [] if obj is None else ["grant"]
