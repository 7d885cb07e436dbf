"""What a grant asks of expenditures: who approves how much, and which papers a line needs."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grants.forms.grants import ApprovalLimitForm, EvidenceRuleForm
from grants.forms.of_grants import OfGrantField
from grants.models import ApprovalLimit, BudgetCategory, BudgetLine, EvidenceRule
from ivi_training.money import krw


@admin.register(ApprovalLimit)
class ApprovalLimitAdmin(admin.ModelAdmin[ApprovalLimit]):
    """Up to which amount a role approves; without a row whoever may approve does so alone."""

    form = ApprovalLimitForm
    list_display = ["grant", "role", "up_to_krw", "approvers"]
    list_filter = ["grant"]
    list_select_related = ["grant"]

    @admin.display(description=_("up to"), ordering="up_to")
    def up_to_krw(self, limit: ApprovalLimit) -> str:
        """The amount as people read it."""
        return str(_("any amount")) if limit.up_to is None else krw(limit.up_to)


@admin.register(EvidenceRule)
class EvidenceRuleAdmin(admin.ModelAdmin[EvidenceRule]):
    """The papers that a category or a line asks for; the database refuses what lacks one."""

    form = EvidenceRuleForm
    list_display = ["grant_code", "category", "line", "kinds_named"]
    list_display_links = ["kinds_named"]
    list_select_related = ["category__grant", "line__grant"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Name each choice with its grant."""
        if db_field.name == "category":
            kwargs["queryset"] = BudgetCategory.objects.select_related("grant")
            kwargs["form_class"] = OfGrantField
        elif db_field.name == "line":
            kwargs["queryset"] = BudgetLine.objects.select_related("grant")
            kwargs["form_class"] = OfGrantField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("grant"))
    def grant_code(self, rule: EvidenceRule) -> str:
        """Whose category or line it is."""
        asking = rule.line or rule.category
        return asking.grant.code if asking else ""

    @admin.display(description=_("any one of"))
    def kinds_named(self, rule: EvidenceRule) -> str:
        """The kinds in words."""
        return rule.named
