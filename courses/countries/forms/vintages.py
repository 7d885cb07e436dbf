"""The file of a list of countries: which list it is, from when it holds, what it says."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from courses.countries.actions import vintages
from courses.countries.statuses import Scheme
from ivi_training.files import spreadsheets
from ivi_training.pages.forms.layout import helper

FISCAL_YEAR = re.compile(r"^FY\d\d[A-Z]?\Z")


class VintageFileForm(forms.Form):
    scheme = forms.ChoiceField(label=_("List"), choices=Scheme, initial=Scheme.WB_INCOME)
    code = forms.CharField(
        label=_("Code"),
        max_length=10,
        validators=[
            RegexValidator(r"^[A-Z]{2,4}\d{2,4}[A-Z]?\Z", _("Write it as FY27 or DAC2026."))
        ],
        help_text=_("The World Bank's fiscal year, for example FY27; or DAC2026."),
    )
    valid_from = forms.DateField(
        label=_("Valid from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=_("1 July of the year before: FY27 is valid from 1 July 2026."),
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_(
            "The World Bank's history of income groups (OGHIST) as XLSX, or a CSV file with the "
            "columns iso3 and group: L, LM, UM, H, or “..” for not classified; of the OECD's list "
            "LDC, LIC, LMIC or UMIC."
        ),
    )

    helper = helper("scheme", "code", "valid_from", "file")

    def clean(self) -> dict[str, Any]:
        """Read the file; what is no such list is refused in a sentence."""
        data = super().clean() or {}
        is_bank = data.get("scheme") == Scheme.WB_INCOME
        if is_bank and "code" in data and not FISCAL_YEAR.match(data["code"]):
            self.add_error("code", _("Write it as FY27."))
        if {"scheme", "code", "valid_from", "file"} <= self.cleaned_data.keys():
            upload = data["file"]
            try:
                content = spreadsheets.content_of(upload)
                data["sheet"] = vintages.read(content, data["scheme"], data["code"][:4])
            except ValidationError as error:
                self.add_error("file", error)
        return data
