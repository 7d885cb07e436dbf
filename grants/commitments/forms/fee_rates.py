"""What an administrator enters of a fee rate; what a commitment used stands."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from grants.awards.forms.choices import OfGrantField
from grants.commitments.models import CommitmentPart, FeeCategory, FeeRate
from ivi_training.pages.forms.fields import WonField


class FeeRateForm(forms.ModelForm[FeeRate]):
    category = OfGrantField(
        label=_("Category"), queryset=FeeCategory.objects.select_related("grant")
    )
    amount = WonField(label=_("Amount (KRW)"))

    class Meta:
        model = FeeRate
        fields = ["category", "role", "unit", "amount", "valid_from", "valid_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.parts.exists():
            self.fields = {"valid_until": self.fields["valid_until"]}

    def clean_valid_until(self) -> Any:
        """Refuse an end before its beginning, and before a day that it has priced."""
        day = self.cleaned_data["valid_until"]
        first = self.cleaned_data.get("valid_from") or self.instance.valid_from
        if day and first and day < first:
            raise ValidationError(_("A rate cannot end before it begins."))
        if day and self.instance.pk:
            used = CommitmentPart.objects.filter(fee_rate=self.instance)
            last = used.aggregate(day=Max("commitment_item__commitment__engagement__ends_on"))[
                "day"
            ]
            if last and day < last:
                raise ValidationError(
                    _("A commitment uses it up to %(day)s: it cannot end before."),
                    params={"day": last},
                )
        return day
