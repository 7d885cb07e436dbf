"""Why an entry is taken back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants.awards.forms.acts import DayField
from grants.ledger.models import LedgerEntry
from ivi_training.office.forms.acts import ActForm
from ivi_training.pages.forms.layout import helper


class ReversalForm(ActForm):
    thing: LedgerEntry
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("What was wrong. Everybody who reads the ledger sees it."),
    )
    effective_on = DayField()

    helper = helper("reason", "effective_on")

    def clean_effective_on(self) -> Any:
        """Refuse a day before that of the entry."""
        day = self.cleaned_data["effective_on"]
        if day < self.thing.effective_on:
            raise ValidationError(
                _("The entry itself belongs to %(day)s."), params={"day": self.thing.effective_on}
            )
        return day
