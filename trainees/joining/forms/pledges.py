"""Other payers of a trainee: who pledges what, and what became of it."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.pages.forms.fields import WonField
from ivi_training.pages.forms.layout import helper
from trainees.joining.models import Pledge
from trainees.joining.statuses import Payer


class PledgeForm(forms.ModelForm[Pledge]):
    about = _(
        "The grant pays that much less of this cost, and less is reserved for this person. What "
        "the grant has spent already cannot be pledged; record it as money that was paid back."
    )
    pledged = WonField(label=_("Pledged (KRW)"))

    class Meta:
        model = Pledge
        fields = ["payer", "name", "kind", "pledged", "reference"]

    helper = helper(
        Row(Column("payer"), Column("name")), Row(Column("kind"), Column("pledged")), "reference"
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a third party: the kind alone does not say who it is."""
        data = super().clean() or {}
        if data.get("payer") == Payer.THIRD_PARTY and not data.get("name"):
            self.add_error("name", ValidationError(_("Say who pays.")))
        same = {name: data.get(name) for name in ("payer", "name", "kind")}
        if Pledge.objects.live().filter(application=self.instance.application_id, **same).exists():
            self.add_error("kind", ValidationError(_("This payer pays this cost already.")))
        return data


class SettlePledgeForm(forms.Form):
    """How much was paid so far, or that nobody counts on it any more."""

    what = forms.ChoiceField(
        label=pgettext_lazy("of money", "What happened"),
        choices=[
            ("paid", _("So much has been paid")),
            ("ended", _("They pay no more: the grant pays this cost again")),
        ],
        initial="paid",
        widget=forms.RadioSelect,
    )
    paid = WonField(label=_("Paid so far (KRW)"), required=False, min_value=0)
    reference = forms.CharField(
        label=_("Reference"), max_length=100, required=False, help_text=_("A letter or a payment.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    helper = helper("what", Row(Column("paid"), Column("reference")), "reason")

    def __init__(self, *args: Any, pledge: Pledge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about, self.pledge = str(pledge), pledge
        self.fields["paid"].initial = pledge.paid
        self.fields["reference"].initial = pledge.reference

    def clean(self) -> dict[str, Any]:
        """Ask for the amount, at most what was pledged, or for the reason."""
        data = super().clean() or {}
        paid = data.get("paid")
        if data.get("what") == "ended":
            if not data.get("reason"):
                self.add_error("reason", ValidationError(_("Say why.")))
        elif "paid" not in self.errors and (paid is None or paid > self.pledge.pledged):
            self.add_error("paid", ValidationError(_("At most what was pledged is paid.")))
        return data
