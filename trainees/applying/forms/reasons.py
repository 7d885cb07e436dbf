"""Why something is done to an application."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper


class ReasonForm(forms.Form):
    """Why a step is taken; the person concerned may read it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The applicant reads it in the mail.")
    )

    helper = helper("reason")


class UnsentReasonForm(ReasonForm):
    """Why, where nobody outside the office is told."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("For the record. No mail is sent.")
    )
