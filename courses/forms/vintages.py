"""The file of a year's income groups, and the list that was looked at, signed until published."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from courses.actions import vintages
from ivi_training.forms.layout import helper

SALT = "courses.vintages"
HOURS = 2


class VintageFileForm(forms.Form):
    """A list of the World Bank, and the year to take out of it."""

    code = forms.CharField(
        label=_("Code"),
        max_length=10,
        validators=[RegexValidator(r"^FY\d\d[A-Z]?\Z", _("Write it as FY27."))],
        help_text=_("The World Bank's fiscal year, for example FY27."),
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
            "columns iso3 and income_group (L, LM, UM, H, or “..” for not classified)."
        ),
    )

    helper = helper("code", "valid_from", "file")

    def clean(self) -> dict[str, Any]:
        """Read the file; what is no such list is refused in a sentence."""
        data = super().clean() or {}
        if {"code", "valid_from", "file"} <= data.keys():
            upload = data["file"]
            if upload.size > vintages.MOST_BYTES:
                self.add_error("file", _("This file is too large for such a list."))
                return data
            try:
                data["sheet"] = vintages.read(upload.read(), data["code"][:4])
            except ValidationError as error:
                self.add_error("file", error)
        return data

    def signed(self) -> str:
        """What was read, so that exactly this is published."""
        data = self.cleaned_data
        kept = [data["code"], data["valid_from"].isoformat(), data["sheet"].groups]
        return signing.dumps(kept, salt=SALT, compress=True)


class PublishVintageForm(forms.Form):
    """The list that was looked at."""

    signed = forms.CharField(widget=forms.HiddenInput)

    def clean_signed(self) -> list[Any]:
        """Refuse what this product has not read, or too long ago."""
        try:
            kept: list[Any] = signing.loads(
                self.cleaned_data["signed"], salt=SALT, max_age=HOURS * 3600
            )
        except signing.BadSignature:
            raise ValidationError(_("Upload the file again and look at it once more.")) from None
        return kept
