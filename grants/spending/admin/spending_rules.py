"""What a grant asks of expenditures: who approves how much, and which papers a line needs."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grants.awards.forms.choices import OfGrantField
from grants.awards.models import BudgetCategory, BudgetLine
from grants.spending.forms.rules import ApprovalLimitForm, EvidenceRuleForm
from grants.spending.models import ApprovalLimit, EvidenceRule
from ivi_training.office.admin.site import MONEY, in_section
from ivi_training.office.admin.table import TableAdmin
from ivi_training.pages.money import krw


@admin.register(ApprovalLimit)
@in_section(MONEY)
class ApprovalLimitAdmin(TableAdmin[ApprovalLimit]):
    """Up to which amount a role approves; without a row whoever may approve does so alone."""

    form = ApprovalLimitForm
    list_display = ["grant", "role", "up_to_krw", "approvers"]
    list_filter = ["grant"]
    list_select_related = ["grant"]

    @admin.display(description=_("up to"), ordering="up_to")
    def up_to_krw(self, limit: ApprovalLimit) -> str:
        return str(_("any amount")) if limit.up_to is None else krw(limit.up_to)


@admin.register(EvidenceRule)
@in_section(MONEY)
class EvidenceRuleAdmin(TableAdmin[EvidenceRule]):
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
        asking = rule.line or rule.category
        return asking.grant.code if asking else ""

    @admin.display(description=_("any one of"))
    def kinds_named(self, rule: EvidenceRule) -> str:
        return rule.named
