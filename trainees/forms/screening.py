"""Which part of the screening queue to show."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from ivi_training.forms.layout import helper
from trainees.models import ReturnRequest
from trainees.statuses import ApplicationStatus


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
        """The rows of the part that was chosen."""
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
