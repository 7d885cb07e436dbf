"""What the bank shows."""

import uuid
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.awards.forms.acts import DayField
from grants.awards.models import Grant
from grants.budgets.actions.cash import Movement
from grants.ledger.statuses import CashFlow
from ivi_training.office.forms.acts import ActForm
from ivi_training.pages.forms.fields import WonField
from ivi_training.pages.forms.layout import helper


class CashForm(ActForm):
    """What the bank statement shows; the token tells a second press from a second payment."""

    thing: Grant
    flow = forms.ChoiceField(
        label=pgettext_lazy("of money", "What happened"),
        choices=CashFlow.choices,
        widget=forms.RadioSelect,
    )
    amount = WonField(label=_("Amount (KRW)"))
    effective_on = DayField(help_text=_("The day on the bank statement."))
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("For example the number of the transfer or of the funder's letter."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    helper = helper("flow", Row(Column("amount"), Column("effective_on")), "note", "token")

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        flow, token = CashFlow(typed["flow"]), str(typed["token"])
        return {"movement": Movement(**typed | {"flow": flow, "token": token})}

    def clean_effective_on(self) -> Any:
        """Refuse a day before the grant begins."""
        day = self.cleaned_data["effective_on"]
        if day < self.thing.starts_on:
            raise ValidationError(
                _("The grant begins on %(start)s."), params={"start": self.thing.starts_on}
            )
        return day
