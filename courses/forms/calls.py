"""A call's steps: a later deadline, a cancellation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.forms.layout import helper

MOMENT = "%Y-%m-%dT%H:%M"


class ExtensionForm(forms.Form):
    """The new deadline and why; the old one stays in the history."""

    closes_at = forms.DateTimeField(
        label=_("New deadline (KST)"),
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

    helper = helper("closes_at", "reason")


class CancellationForm(forms.Form):
    """Why the call is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

    helper = helper("reason")
