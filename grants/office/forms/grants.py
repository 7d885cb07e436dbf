"""A grant with its award and its lines: amounts are checked here and posted by actions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants.awards.models import BudgetLine, FundingSource, Grant
from grants.budgets.models import TransferPolicy
from ivi_training.pages.forms.fields import WonField
from ivi_training.pages.money import krw


class GrantForm(forms.ModelForm[Grant]):
    """A new grant names its award; afterwards the ledger knows it."""

    award = WonField(
        label=_("Award (KRW)"),
        required=False,
        help_text=_("What the funder awards. It is posted to the ledger."),
    )

    class Meta:
        model = Grant
        fields = ["program", "code", "title", "funder", "starts_on", "ends_on"]

    def clean(self) -> dict[str, Any]:
        """Ask for the award of a new grant."""
        data = super().clean() or {}
        if self.instance._state.adding and not data.get("award") and "award" not in self.errors:
            self.add_error("award", _("Give the amount that the funder awards."))
        # Not posted yet: the lines on the same page are checked against it.
        self.instance.award_to_post = data.get("award") or 0
        return data


class FundingSourceForm(forms.ModelForm[FundingSource]):
    agreed = WonField(
        label=_("Agreed (KRW)"),
        required=False,
        help_text=_("What this source pays. Leave it empty for the subsidy: that is the award."),
    )

    class Meta:
        model = FundingSource
        fields = ["grant", "kind", "name", "agreed"]


class BudgetLineForm(forms.ModelForm[BudgetLine]):
    """A line with the amount it shall have; the difference is posted to the ledger."""

    budget = WonField(
        label=_("Budget (KRW)"),
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 13}),
    )

    category_en = forms.CharField(
        label=_("category 보조비목 (English)"),
        max_length=100,
        widget=forms.TextInput(attrs={"size": 12}),
    )
    category_ko = forms.CharField(
        label=_("category 보조비목 (Korean)"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"size": 12}),
    )

    class Meta:
        model = BudgetLine
        fields = ["code", "name_en", "name_ko"]
        # Narrow, so that a line with its balances fits across the page.
        widgets = {
            "code": forms.TextInput(attrs={"size": 7}),
            "name_en": forms.TextInput(attrs={"size": 12}),
            "name_ko": forms.TextInput(attrs={"size": 12}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["budget"].initial = self.instance.budgeted
            self.fields["category_en"].initial = self.instance.category.name_en
            self.fields["category_ko"].initial = self.instance.category.name_ko

    def clean_budget(self) -> int:
        """Refuse a budget below what is committed and spent on the line."""
        budget: int = self.cleaned_data["budget"]
        used = self.instance.committed + self.instance.spent
        if budget < used:
            raise ValidationError(
                _("%(used)s is committed or spent on this line already."),
                params={"used": krw(used)},
            )
        return budget


class BudgetLineFormSet(forms.BaseInlineFormSet[BudgetLine, Grant, BudgetLineForm]):
    """All lines of a grant: together they stay within the award."""

    def clean(self) -> None:
        """Refuse lines that hold more than the grant."""
        super().clean()
        if any(self.errors):
            return
        self._refuse_lowered()
        awarded = self.instance.awarded + self.instance.award_to_post
        total = sum(
            form.cleaned_data.get("budget") or 0 for form in self.forms if form.cleaned_data
        )
        if total > awarded:
            raise ValidationError(
                _("The lines add up to %(total)s, %(over)s more than the award of %(awarded)s."),
                params={
                    "total": krw(total),
                    "over": krw(total - awarded),
                    "awarded": krw(awarded),
                },
            )

    def _refuse_lowered(self) -> None:
        """Where a policy of transfers is in force, another person approves what is taken away."""
        lowered = [
            form
            for form in self.forms
            if form.cleaned_data and form.cleaned_data["budget"] < form.instance.budgeted
        ]
        if lowered and TransferPolicy.objects.filter(grant=self.instance).exists():
            for form in lowered:
                form.add_error(
                    "budget", _("Ask for a transfer: another person must approve a lower budget.")
                )
