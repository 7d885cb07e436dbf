"""What an applicant agrees to when handing in, and why somebody withdraws."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.forms.layout import helper


class SubmitForm(forms.Form):
    """What an applicant agrees to when handing in; asked on its own, unticked."""

    consent = forms.BooleanField(
        label=_("I agree that my data are used to decide about my application."),
        help_text=_(
            "The program's operator and funder read them. They are kept for one year after the "
            "results, or five years if you take part. You may refuse; then no application can be "
            "decided about. You may withdraw at any time."
        ),
        error_messages={"required": _("Without your agreement nobody may read your application.")},
    )
    truth = forms.BooleanField(
        label=_("What I have written is true and complete."),
        error_messages={"required": _("Please confirm that what you have written is true.")},
    )

    helper = helper("consent", "truth")


class WithdrawForm(forms.Form):
    """Why somebody takes their application back, if they want to say."""

    reason = forms.CharField(
        label=_("Reason (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = helper("reason")
