"""How and why an enrolment ends before its time."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper
from trainees.joining.statuses import ENROLMENT_ENDS, EnrolmentStatus


class EndForm(forms.Form):
    """How and why an enrolment ends before its time."""

    to = forms.TypedChoiceField(
        label=_("What happened"),
        choices=[(status.value, status.label) for status in ENROLMENT_ENDS],
        coerce=EnrolmentStatus,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

    helper = helper("to", "reason")
