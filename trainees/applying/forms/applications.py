"""What an applicant confirms when handing in, and why somebody withdraws."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper


class SubmissionForm(forms.Form):
    """What an applicant confirms when handing in; consents have a step of their own."""

    truth = forms.BooleanField(
        label=_("What I have written is true and complete."),
        error_messages={"required": _("Please confirm that what you have written is true.")},
    )

    # Filled in by a script: for the clock on the receipt.
    zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-zone": ""}))

    helper = helper("truth", "zone")


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = helper("reason")
