"""Who reviews what: whose applications, which reviewers, and how they share the work."""

from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.pages.forms.choices import choose_among
from ivi_training.pages.forms.layout import helper
from trainees.applying.models import Application
from trainees.reviewing.actions.assignments import REVIEWABLE, AssignmentRequest, reviewers

TICKED, LACKING = "ticked", "lacking"
SHARE, EACH = "share", "each"


class AssignmentForm(forms.Form):
    """A wish; nothing ticked or nobody chosen is an error and never means everything."""

    applications = forms.ModelMultipleChoiceField(
        queryset=Application.objects.none(), required=False, widget=forms.MultipleHiddenInput
    )
    whose = forms.ChoiceField(
        label=_("Applications"),
        choices=[
            ("", _("Choose")),
            (TICKED, _("Those ticked above")),
            (LACKING, _("All that lack reviews")),
        ],
    )
    way = forms.ChoiceField(
        label=_("How"),
        choices=[
            (SHARE, _("Share: up to the wanted number each, least reviewed first")),
            (EACH, _("Everybody reviews each of them")),
        ],
    )
    at_most = forms.IntegerField(
        label=_("At most for each reviewer (optional)"), required=False, min_value=1, max_value=9999
    )
    reviewers = forms.ModelMultipleChoiceField(
        label=_("Reviewers"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reviewer.")},
    )
    digest = forms.CharField(required=False, widget=forms.HiddenInput)

    helper = helper(Row(Column("whose"), Column("way"), Column("at_most")), "reviewers")

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reviewable = Application.objects.filter(cohort=cohort, status__in=REVIEWABLE)
        choose_among(self, "applications", reviewable, None)
        choose_among(self, "reviewers", reviewers(), None)

    def clean(self) -> dict[str, Any]:
        """Ask for ticks where those ticked are meant."""
        data = super().clean() or {}
        if data.get("whose") == TICKED and not data.get("applications"):
            self.add_error(
                "whose", _("Tick at least one application that is eligible or in review.")
            )
        return data

    def wanted(self) -> AssignmentRequest:
        data = self.cleaned_data
        is_ticked = data["whose"] == TICKED
        return AssignmentRequest(
            applications=[a.pk for a in data["applications"]] if is_ticked else None,
            reviewers=list(data["reviewers"]),
            is_shared=data["way"] == SHARE,
            at_most=data["at_most"],
        )


class BoardFilterForm(forms.Form):
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All")),
            (LACKING, _("Lacking reviews")),
            ("late", _("With a late review")),
            ("apart", _("Reviews far apart")),
        ],
    )
    name = forms.CharField(label=_("Name or reference number"), required=False, max_length=100)

    helper = helper(Row(Column("show"), Column("name")))

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen; nonsense in the address shows all."""
        return cast("dict[str, str]", self.cleaned_data) if self.is_valid() else {}
