"""What came back."""

import uuid
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from grants.awards.forms.acts import DayField
from grants.commitments.models import Recovery
from grants.spending.actions.recoveries import Receipt
from ivi_training.office.forms.acts import ActForm
from ivi_training.pages.forms.fields import WonField
from ivi_training.pages.forms.layout import helper


class ReceiptForm(ActForm):
    """What came back of what is owed; the token tells a second press from a second payment."""

    thing: Recovery
    amount = WonField(label=_("Amount (KRW)"))
    effective_on = DayField(help_text=_("The day on the bank statement."))
    note = forms.CharField(
        label=_("Note"), max_length=200, help_text=_("For example who paid it, and its number.")
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    helper = helper(Row(Column("amount"), Column("effective_on")), "note", "token")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].initial = self.thing.owed

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {"receipt": Receipt(**typed | {"token": str(typed["token"])})}
