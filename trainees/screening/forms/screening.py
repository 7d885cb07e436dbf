"""Which part of the screening queue to show."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.programs.models import Program, Stream
from ivi_training.pages.forms.choices import choose_among
from ivi_training.pages.forms.layout import helper
from trainees.applying.forms.reasons import ReasonForm
from trainees.applying.statuses import ApplicationStatus
from trainees.screening.actions import screening
from trainees.screening.models import ReturnRequest
from trainees.screening.statuses import IneligibleReason


class QueueForm(forms.Form):
    """Part of the queue; nonsense in the address shows all."""

    class Part(TextChoices):
        """What can be shown on its own."""

        CLEAR = "clear", _("Every rule is met")
        DECIDE = "decide", _("Something to decide")
        ANSWERED = "answered", _("Returned and answered")
        OVERDUE = "overdue", _("Answer overdue")

    part = forms.ChoiceField(
        label=_("Show"), choices=[("", _("All")), *Part.choices], required=False
    )

    helper = helper(Row(Column("part")))

    def narrow(self, rows: Any, cohort: Cohort) -> Any:
        part = self.cleaned_data["part"] if self.is_valid() else ""
        asked = ReturnRequest.objects.filter(application__cohort=cohort)
        if part in (self.Part.CLEAR, self.Part.DECIDE):
            is_clear = part == self.Part.CLEAR
            return rows.filter(is_clear=is_clear, status=ApplicationStatus.SUBMITTED)
        if part == self.Part.ANSWERED:
            answered = asked.answered().values("application")
            return rows.filter(status=ApplicationStatus.SUBMITTED, pk__in=answered)
        if part == self.Part.OVERDUE:
            return rows.filter(pk__in=asked.overdue().values("application"))
        return rows


class StreamForm(forms.Form):
    stream = forms.ModelChoiceField(label=_("Stream"), queryset=Stream.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=300)

    helper = helper("stream", "reason")

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "stream", program.streams.all())


class UndoForm(ReasonForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For the record. Mails that wait are cancelled."),
    )


class VerdictForm(forms.Form):
    """Eligible or not; "not" needs a reason."""

    is_eligible = forms.TypedChoiceField(
        choices=[("yes", _("Eligible")), ("no", _("Not eligible"))],
        coerce=lambda value: value == "yes",
        label=_("Result"),
        empty_value=None,
    )
    screening_reason = forms.ChoiceField(
        label=_("Reason, if not eligible"),
        required=False,
        choices=[("", _("Choose a reason")), *IneligibleReason.choices],
    )
    screening_note = forms.CharField(
        label=_("Note for the record (optional)"), required=False, max_length=300
    )

    helper = helper(
        Row(Column("is_eligible"), Column("screening_reason"), Column("screening_note"))
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where somebody is refused."""
        data = super().clean() or {}
        if data.get("is_eligible") is False and not data.get("screening_reason"):
            self.add_error(
                "screening_reason", ValidationError(_("Choose why they are not eligible."))
            )
        return data

    def result(self) -> ApplicationStatus:
        eligible = self.cleaned_data["is_eligible"]
        return ApplicationStatus.ELIGIBLE if eligible else ApplicationStatus.INELIGIBLE

    def verdict(self) -> screening.ScreeningVerdict:
        data = self.cleaned_data
        reason = None if data["is_eligible"] else IneligibleReason(data["screening_reason"])
        return screening.ScreeningVerdict(reason, data["screening_note"])
