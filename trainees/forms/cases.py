"""Steps on one application: the stream that the rules left open, an offer taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Program, Stream
from ivi_training.forms.choices import choose_among
from ivi_training.forms.layout import helper


class StreamForm(forms.Form):
    """The stream a person decides on, and why."""

    stream = forms.ModelChoiceField(label=_("Stream"), queryset=Stream.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=300)

    helper = helper("stream", "reason")

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "stream", program.streams.all())


class ReasonForm(forms.Form):
    """Why a step is taken; the person concerned may read it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The applicant reads it in the mail.")
    )

    helper = helper("reason")
