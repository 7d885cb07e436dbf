"""Which day a dashboard is shown for."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """A day, for the version of the quotas in force on it; empty for what is in force now."""

    on = forms.DateField(
        label=_("Quotas in force on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
