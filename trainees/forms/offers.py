"""What an applicant says when turning an offer down."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.forms.layout import helper


class DeclineForm(forms.Form):
    """Why the offer is declined, if the person wants to say."""

    reason = forms.CharField(
        label=_("Reason (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It helps us to plan. The place goes to somebody on the waiting list."),
    )

    helper = helper("reason")
