"""Possible duplicates: why two people are two."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trainees.applying.forms.reasons import ReasonForm


class DifferentPeopleForm(ReasonForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("How you know. For the record; no mail is sent."),
    )
