"""Budget from line to line, and above a line."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from grants.awards.forms.acts import AgreedForm
from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions.transfers import TransferRequest
from ivi_training.pages.forms.choices import choose_among
from ivi_training.pages.forms.fields import WonField
from ivi_training.pages.forms.layout import helper


class OverrunForm(AgreedForm):
    thing: BudgetLine
    amount = WonField(label=_("Amount (KRW)"))

    helper = helper("amount", "reason", "reference")


class TransferForm(AgreedForm):
    thing: Grant
    from_line = forms.ModelChoiceField(label=_("From line"), queryset=BudgetLine.objects.none())
    to_line = forms.ModelChoiceField(label=_("To line"), queryset=BudgetLine.objects.none())
    amount = WonField(
        label=_("Amount (KRW)"),
        help_text=_("At most what the line that gives has neither committed nor spent."),
    )

    helper = helper(Row(Column("from_line"), Column("to_line")), "amount", "reason", "reference")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = BudgetLine.objects.filter(grant=self.thing).select_related("category")
        for name in ("from_line", "to_line"):
            choose_among(self, name, lines, _("Choose a budget line"))

    def clean(self) -> dict[str, Any]:
        """Refuse one line on both sides."""
        typed = super().clean() or {}
        if typed.get("from_line") and typed["from_line"] == typed.get("to_line"):
            self.add_error("to_line", _("Choose another line than the one that gives."))
        return typed

    def facts(self) -> dict[str, Any]:
        return {"wish": TransferRequest(**self.cleaned_data)}
