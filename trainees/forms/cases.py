"""Steps on one application: the stream that the rules left open, an offer taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Program, Stream
from ivi_training.forms.choices import choose_among
from ivi_training.forms.layout import helper
from trainees.statuses import EnrolmentStatus

ENDS = (
    EnrolmentStatus.WITHDRAWN,
    EnrolmentStatus.CANCELLED,
    EnrolmentStatus.DISMISSED,
    EnrolmentStatus.NO_SHOW,
    EnrolmentStatus.VISA_REFUSED,
)


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


class EndForm(forms.Form):
    """How and why an enrolment ends before its time."""

    to = forms.TypedChoiceField(
        label=_("What happened"),
        choices=[(status.value, status.label) for status in ENDS],
        coerce=EnrolmentStatus,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

    helper = helper("to", "reason")


class AppealForm(forms.Form):
    """Why somebody asks for another look."""

    text = forms.CharField(
        label=_("Why should we look at the result again?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was overlooked or misunderstood? You can ask once."),
    )

    helper = helper("text")


class AppealDecisionForm(forms.Form):
    """Whether the application is opened again, and why."""

    is_granted = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Open the application again")), ("no", _("The result stands"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The applicant reads it in the mail.")
    )

    helper = helper("is_granted", "reason")
