"""Deferral to a later cohort: what the person asks, and what the office decides."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.pages.forms.layout import helper

AGREE, REFUSE = "agree", "refuse"


class _CohortField(forms.ModelChoiceField[Cohort]):
    def label_from_instance(self, obj: Cohort) -> str:
        """Which one it is to somebody who knows no codes."""
        return f"{obj.title} ({obj.starts_on:%Y-%m-%d} – {obj.ends_on:%Y-%m-%d})"  # noqa: RUF001


class _LaterForm(forms.Form):
    def __init__(self, *args: Any, cohorts: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = cast("_CohortField", self.fields["cohort"])
        chosen.queryset = Cohort.objects.filter(pk__in=[cohort.pk for cohort in cohorts])


class DeferralForm(_LaterForm):
    cohort = _CohortField(
        label=_("Later cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=_("Whichever has room"),
    )
    text = forms.CharField(
        label=_("Why do you need to come later?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A person of the program reads it and decides."),
    )

    helper = helper("cohort", "text")


class DirectDeferralForm(_LaterForm):
    cohort = _CohortField(label=_("Later cohort"), queryset=Cohort.objects.none())
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The applicant reads it in the mail.")
    )

    helper = helper("cohort", "reason")


class DeferralDecisionForm(_LaterForm):
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (AGREE, _("Agree: give the place back and take one in the later cohort")),
            (REFUSE, _("Refuse: the place stays as it is")),
        ],
        widget=forms.RadioSelect,
    )
    cohort = _CohortField(
        label=_("Later cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        help_text=_("Needed to agree."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The applicant reads it in the mail.")
    )

    helper = helper("decision", "cohort", "reason")

    def clean(self) -> dict[str, Any]:
        """Ask for the cohort where it is agreed to."""
        data = super().clean() or {}
        named = data.get("cohort") or "cohort" in self.errors
        if data.get("decision") == AGREE and not named:
            self.add_error("cohort", ValidationError(_("Choose the later cohort.")))
        return data
