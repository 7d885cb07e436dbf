"""What a finance officer writes down of a payment, and why an approver sends it back."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.models import BudgetLine, Expenditure
from ivi_training.forms.choices import choose_among
from ivi_training.forms.fields import WonField
from ivi_training.forms.layout import helper
from ivi_training.forms.uploads import UploadField


class ExpenditureForm(forms.ModelForm[Expenditure]):
    """A payment on one budget line, within the grant's period, with its evidence."""

    amount = WonField(label=_("Amount (KRW)"))
    evidence = UploadField(
        label=_("Evidence"),
        help_text=_("Invoice, card slip or minutes: PDF, JPEG or PNG, at most 10 MB."),
        error_messages={"required": _("Attach the paper that proves the payment.")},
    )

    class Meta:
        model = Expenditure
        fields = ["line", "cohort", "spent_on", "payee", "purpose", "amount"]
        widgets = {"spent_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = BudgetLine.objects.select_related("grant")
        choose_among(self, "line", lines, _("Choose a budget line"))
        if self.instance.pk:
            self.fields["evidence"].required = False
            self.fields["evidence"].help_text = _("Only if you want to add one more paper.")
        self.helper = helper(
            Fieldset(
                _("The payment"),
                Row(Column("spent_on"), Column("amount")),
                "payee",
                "purpose",
            ),
            Fieldset(_("Where it belongs"), "line", "cohort"),
            Fieldset(_("Proof"), "evidence"),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a date outside the grant's period or in the future."""
        data = super().clean() or {}
        line, spent_on = data.get("line"), data.get("spent_on")
        if spent_on and spent_on > timezone.localdate():
            self.add_error("spent_on", _("This day has not come yet."))
        elif line and spent_on and not line.grant.starts_on <= spent_on <= line.grant.ends_on:
            self.add_error(
                "spent_on",
                ValidationError(
                    _("The grant pays from %(start)s to %(end)s only."),
                    params={"start": line.grant.starts_on, "end": line.grant.ends_on},
                ),
            )
        return data


class SendBackForm(forms.Form):
    """What has to change before approval."""

    reason = forms.CharField(
        label=_("What has to change"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    helper = helper("reason")
