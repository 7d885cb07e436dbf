"""What steps after approval ask: how it was paid, what the funder said."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.awards.forms.acts import DayField, WhyForm
from grants.rates.actions import exchange_rates
from grants.rates.errors import RateMissing
from grants.rates.statuses import RateType
from grants.spending.actions.payments import Payment
from grants.spending.forms.reversals import ReversalForm
from grants.spending.models import Expenditure
from grants.spending.statuses import EvidenceProfile, PaymentMethod
from ivi_training.office.forms.acts import ActForm
from ivi_training.pages.forms.fields import WonField
from ivi_training.pages.forms.layout import helper


class PaymentForm(ActForm):
    thing: Expenditure
    paid_on = DayField(help_text=_("The day on the bank's or the card's statement."))
    method = forms.ChoiceField(label=_("Method"), choices=PaymentMethod, widget=forms.RadioSelect)
    reference = forms.CharField(
        label=_("Reference"),
        max_length=60,
        required=False,
        help_text=_("The number of the transfer or of the card approval."),
    )
    rate_type = forms.ChoiceField(
        label=_("Rate on the day of payment"),
        choices=RateType,
        help_text=_(
            "The difference from the rate of the bill is posted as an exchange difference."
        ),
    )

    helper = helper("method", Row(Column("paid_on"), Column("reference")), "rate_type")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].label = _("Paid on")
        if self.thing.rate is None:
            del self.fields["rate_type"]
            self.helper = helper("method", Row(Column("paid_on"), Column("reference")))
        else:
            self.fields["rate_type"].initial = self.thing.rate.rate_type

    def clean(self) -> dict[str, Any]:
        """Find the rate of the day of a foreign payment."""
        typed = super().clean() or {}
        kind = typed.pop("rate_type", "")
        if kind and typed.get("paid_on"):
            try:
                typed["rate"] = exchange_rates.find(self.thing.currency, typed["paid_on"], kind)
            except RateMissing as missing:
                self.add_error("rate_type", str(missing.message))
        return typed

    def facts(self) -> dict[str, Any]:
        return {"payment": Payment(**self.cleaned_data)}


class SettlementForm(ActForm):
    reason = forms.CharField(
        label=_("Confirmed by"),
        max_length=300,
        help_text=_("For example the number of the funder's letter, or the auditor's report."),
    )

    helper = helper("reason")


class DisallowanceForm(WhyForm):
    thing: Expenditure
    amount = WonField(label=_("Disallowed 불인정금액 (KRW)"))

    helper = helper("amount", "reason")


class ExpenditureReversalForm(ReversalForm):
    thing: Expenditure  # type: ignore[assignment]  # the day of a bill is named otherwise

    def clean_effective_on(self) -> Any:
        """Refuse a day before that of the bill."""
        day = self.cleaned_data["effective_on"]
        if day < self.thing.spent_on:
            raise ValidationError(
                _("The bill itself belongs to %(day)s."), params={"day": self.thing.spent_on}
            )
        return day


class ProfileForm(ActForm):
    profile = forms.ChoiceField(
        label=pgettext_lazy("of a bill", "Papers"),
        choices=EvidenceProfile,
        widget=forms.RadioSelect,
    )

    helper = helper("profile")

    def facts(self) -> dict[str, Any]:
        return {"profile": EvidenceProfile(self.cleaned_data["profile"])}
