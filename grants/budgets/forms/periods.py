"""Which periods a grant is closed by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.office.forms.acts import ActForm
from ivi_training.pages.forms.layout import helper


class PeriodsForm(ActForm):
    months = forms.TypedChoiceField(
        label=_("Length"),
        coerce=int,
        choices=[(1, _("Months")), (3, _("Quarters"))],
        widget=forms.RadioSelect,
    )

    helper = helper("months")
