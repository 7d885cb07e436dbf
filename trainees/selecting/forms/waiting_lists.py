"""Approving or skipping the next person on a waiting list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper


class ApproveForm(forms.Form):
    reason = forms.CharField(
        label=_("Note (optional)"),
        max_length=300,
        required=False,
        help_text=_("Kept with the promotion; the applicant does not read it."),
    )

    helper = helper("reason")


class SkipForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason for skipping"),
        max_length=300,
        help_text=_("Kept with the promotion. The person keeps their number on the list."),
    )

    helper = helper("reason")
