"""What an admissions officer ticks and chooses on a cohort's board."""

from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from courses.cohorts.models import Cohort
from ivi_training.pages.forms.choices import choose_among
from ivi_training.pages.forms.layout import helper
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.forms.conditions import ConditionForm
from trainees.joining.statuses import Outcome
from trainees.places.models import Tally
from trainees.screening.forms.screening import VerdictForm
from trainees.selecting.statuses import DecisionReason


class ApplicationFilterForm(forms.Form):
    """Which applications of the cohort to show; nonsense in the address shows all."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    stream = forms.ChoiceField(label=_("Stream"), required=False)
    country = forms.ChoiceField(label=_("Country or territory"), required=False)
    name = forms.CharField(label=_("Name or reference number"), required=False, max_length=100)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        received = [c for c in ApplicationStatus.choices if c[0] != ApplicationStatus.DRAFT]
        self._choose("status", every + received)
        streams = [(str(s.pk), s.name) for s in cohort.program.streams.all()]
        self._choose("stream", [*every, *streams, ("none", _("To be decided"))])
        codes = (
            Tally.objects.filter(cohort=cohort, thing=Tally.Thing.APPLICATION, count__gt=0)
            .values_list("country", flat=True)
            .distinct()
        )
        named = sorted(((str(c), str(countries.name(str(c)))) for c in codes), key=lambda c: c[1])
        self._choose("country", every + named)
        self.helper = helper(
            Row(Column("status"), Column("stream"), Column("country"), Column("name"))
        )

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def narrow(self, rows: Any) -> Any:
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("status"):
            rows = rows.filter(status=chosen["status"])
        if chosen.get("stream") == "none":
            rows = rows.filter(stream=None)
        elif chosen.get("stream"):
            rows = rows.filter(stream=chosen["stream"])
        if chosen.get("country"):
            rows = rows.filter(country=chosen["country"])
        if chosen.get("name"):
            rows = rows.search(chosen["name"])
        return rows


class TickedForm(forms.Form):
    """The applications ticked on a board; only those of its cohort are taken."""

    applications = forms.ModelMultipleChoiceField(
        queryset=Application.objects.none(),
        error_messages={"required": _("Tick at least one application first.")},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        received = Application.objects.received().filter(cohort=cohort)
        related = received.select_related("applicant__user", "call__program", "cohort__program")
        choose_among(self, "applications", related, None)

    @property
    def chosen(self) -> list[Application]:
        return list(self.cleaned_data["applications"])


class ScreeningForm(VerdictForm, TickedForm):
    # Set where they were ticked in the queue of screening, to which one goes back.
    queue = forms.CharField(required=False, widget=forms.HiddenInput)


class UnstagingForm(TickedForm):
    """Taking back what was staged; the note of the same step says why."""

    note = forms.CharField(
        max_length=300,
        error_messages={"required": _("Say in the note why you take the decision back.")},
    )


class StagingForm(TickedForm):
    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome)
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Choose a reason")), *DecisionReason.choices]
    )
    note = forms.CharField(
        label=_("Note for the record (optional)"), required=False, max_length=300
    )

    helper = helper(Row(Column("outcome"), Column("reason"), Column("note")))


class ConditionsForm(ConditionForm, TickedForm):
    """One condition for everybody ticked."""
