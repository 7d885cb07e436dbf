"""What steps on the ledger ask: amounts, the day they belong to, and why."""

import uuid
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.actions.cash import Movement
from grants.actions.recoveries import Receipt
from grants.actions.transfers import Wish
from grants.models import BudgetLine, Grant, LedgerEntry, Recovery
from grants.statuses import CashFlow
from ivi_training.forms.choices import choose_among
from ivi_training.forms.fields import WonField
from ivi_training.forms.layout import helper


class StepForm(forms.Form):
    """A form about one thing, which it may look at."""

    def __init__(self, *args: Any, thing: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thing = thing

    def facts(self) -> dict[str, Any]:
        """What the action is told."""
        return self.cleaned_data


class ConfirmForm(StepForm):
    """Asks nothing: the step is only looked at and confirmed."""


class PeriodsForm(StepForm):
    """How long a period is."""

    months = forms.TypedChoiceField(
        label=_("Length"),
        coerce=int,
        choices=[(1, _("Months")), (3, _("Quarters"))],
        widget=forms.RadioSelect,
    )

    helper = helper("months")


class WhyForm(StepForm):
    """Why something is asked for."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    helper = helper("reason")


class NoteForm(StepForm):
    """What may be worth knowing later."""

    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For example the number of the letter with which it was sent."),
    )

    helper = helper("note")


class AgreedForm(WhyForm):
    """Why, and what of the funder's allows it."""

    reference = forms.CharField(
        label=_("Funder's reference"),
        max_length=100,
        required=False,
        help_text=_("The letter or minutes that allow it."),
    )


class DayField(forms.DateField):
    """A day that has come, today in Seoul at first."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Effective on"), initial=timezone.localdate, **kwargs)

    def clean(self, value: Any) -> Any:
        """Refuse a day that has not come."""
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day


class CashForm(StepForm):
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
        """The line of the statement."""
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


class ReceiptForm(StepForm):
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
        """What came back."""
        typed = self.cleaned_data
        return {"receipt": Receipt(**typed | {"token": str(typed["token"])})}


class ReversalForm(StepForm):
    """Why an entry is taken back, and to which day that belongs."""

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


class OverrunForm(AgreedForm):
    """By how much a line may be overspent, and why."""

    thing: BudgetLine
    amount = WonField(label=_("Amount (KRW)"))

    helper = helper("amount", "reason", "reference")


class TransferForm(AgreedForm):
    """From which line to which, how much and why."""

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
        """The wish."""
        return {"wish": Wish(**self.cleaned_data)}
