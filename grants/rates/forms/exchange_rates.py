"""What is written down of an exchange rate: by hand, out of a bank's table, or corrected."""

from decimal import Decimal
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.rates.actions import exchange_rates
from grants.rates.actions.exchange_rates import Quote
from grants.rates.models.exchange_rate import CURRENCY, UNITS
from grants.rates.statuses import RateType
from ivi_training.files.forms.spreadsheets import BadCell, SheetForm, Table
from ivi_training.pages.forms.layout import helper

_KNOWN = _("This rate is recorded already. If it is wrong, open it and correct it.")


class RateField(forms.DecimalField):
    """KRW for the units that are quoted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("KRW for these units"),
            max_digits=12,
            decimal_places=4,
            min_value=Decimal("0.0001"),
            help_text=_("For example 1304.5."),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """Understand commas between thousands."""
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


class UnitsField(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Units"),
            choices=UNITS,
            coerce=int,
            help_text=_("Banks quote yen, rupiah and dong for 100 units."),
            **kwargs,
        )


class RateRow(forms.Form):
    currency = forms.RegexField(
        CURRENCY,
        label=_("Currency"),
        help_text=_("The code of ISO 4217, for example USD."),
        error_messages={"invalid": _("Three capital letters, for example USD.")},
    )
    announced_on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d"],
        help_text=_("For example 2022-07-01."),
    )
    rate_type = forms.ChoiceField(label=_("Kind of rate"), choices=RateType)
    source = forms.CharField(
        label=_("Source"),
        max_length=100,
        help_text=_("Who announced it, for example Hana Bank."),
    )
    per = UnitsField()
    rate = RateField()

    def clean_currency(self) -> str:
        """Refuse the won."""
        currency: str = self.cleaned_data["currency"]
        if currency == "KRW":
            raise ValidationError(_("Name a foreign currency, for example USD."))
        return currency

    def clean_announced_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["announced_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day


class RateForm(RateRow):
    """The same, by hand."""

    helper = helper(
        Row(Column("currency"), Column("announced_on")),
        Row(Column("rate_type"), Column("source")),
        Row(Column("per"), Column("rate")),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what is known."""
        data = super().clean() or {}
        if not self.errors and exchange_rates.already_known([Quote(**data)]):
            raise ValidationError(_KNOWN)
        return data


class CorrectionForm(forms.Form):
    per = UnitsField()
    rate = RateField()
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Both rows stay on record; amounts that were posted stay as they are."),
    )

    helper = helper(Row(Column("per"), Column("rate")), "reason")


class RateSheetForm(SheetForm):
    """A table of rates; `quotes` are its rows."""

    row_form = RateRow
    helper = helper("file")

    def judge(self, table: Table) -> list[BadCell]:
        """Name rates that are known, and those that stand in the file twice."""
        self.quotes = {number: Quote(**row) for number, row in table.rows.items()}
        known = {rate.key for rate in exchange_rates.already_known(list(self.quotes.values()))}
        bad: list[BadCell] = []
        for number, quote in self.quotes.items():
            if quote.key in known:
                bad.append(BadCell(number, "currency", quote.currency, str(_KNOWN)))
            known.add(quote.key)
        return bad
