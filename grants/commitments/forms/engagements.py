"""What is asked of a fee and of a consultation: who, what for, which days, on which lines."""

import uuid
from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine, Grant
from grants.commitments.actions import fee_rates
from grants.commitments.actions.engagements import Fee, FixedCost, NewEngagement
from grants.commitments.errors import FeeRateMissing
from grants.commitments.models import FeeCategory
from grants.commitments.statuses import EngagedCost, EngagementKind, FeeRole, FeeUnit, ItemKind
from ivi_training.office.forms.acts import ActForm
from ivi_training.pages.forms.choices import choose_among
from ivi_training.pages.forms.fields import WonField
from ivi_training.pages.forms.layout import helper

_DAY = {"type": "date"}
_MOST = 1_000  # hours of one engagement: anything more is a slip of the keyboard


class EngagementForm(ActForm):
    """The days and the fee: a rate of the grant, found by category, role, unit and day."""

    thing: Grant
    kind: EngagementKind

    subject = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        help_text=_("What is done, for example: two lectures on downstream processing."),
    )
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    cohort = forms.ModelChoiceField(
        label=_("Cohort"), queryset=Cohort.objects.none(), required=False
    )
    line = forms.ModelChoiceField(label=_("Budget line"), queryset=BudgetLine.objects.none())
    category = forms.ModelChoiceField(label=_("Category"), queryset=FeeCategory.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=FeeRole)
    unit = forms.ChoiceField(label=_("Paid for each"), choices=FeeUnit)
    units = forms.IntegerField(
        label=pgettext_lazy("how many", "Number"),
        min_value=1,
        max_value=_MOST,
        help_text=_("Of hours, days or sessions, as a whole number."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohorts = Cohort.objects.filter(program=self.thing.program_id)
        choose_among(self, "cohort", cohorts, _("None: for the program as a whole"))
        choose_among(self, "category", FeeCategory.objects.filter(grant=self.thing))
        for name in self.fields:
            if name.endswith("line"):
                choose_among(self, name, self._lines(), _("Choose a budget line"))

    def _lines(self) -> Any:
        return BudgetLine.objects.filter(grant=self.thing).order_by("code")

    def clean(self) -> dict[str, Any]:
        """Refuse days outside the grant's, and a fee that no rate prices."""
        typed = super().clean() or {}
        first, last = typed.get("starts_on"), typed.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It cannot end before it starts."))
        for name in ("starts_on", "ends_on"):
            day = typed.get(name)
            if day and not self.thing.starts_on <= day <= self.thing.ends_on:
                said = _("The grant pays from %(start)s to %(end)s only.")
                days = {"start": self.thing.starts_on, "end": self.thing.ends_on}
                self.add_error(name, forms.ValidationError(said, params=days))
        self.costs: list[Fee | FixedCost] = []
        if not self.errors:
            self._price(typed)
        return typed

    def _price(self, typed: dict[str, Any]) -> None:
        asked = typed["category"], typed["role"], typed["unit"]
        try:
            rate = fee_rates.find(*asked, typed["starts_on"], typed["ends_on"])
        except FeeRateMissing as missing:
            told = " ".join(str(text) for text in (missing.message, *missing.then))
            self.add_error("category", told)
        else:
            self.costs.append(Fee(typed["line"], rate, typed["units"]))

    def facts(self) -> dict[str, Any]:
        known = "subject", "starts_on", "ends_on", "cohort", "token"
        who = {
            name: self.cleaned_data[name]
            for name in ("person", "affiliation", "company")
            if name in self.cleaned_data
        }
        facts = {name: self.cleaned_data[name] for name in known} | who
        return {"new": NewEngagement(kind=self.kind, costs=self.costs, **facts)}


class FeeForm(EngagementForm):
    kind = EngagementKind.FEE

    person = forms.CharField(
        label=_("Faculty member"),
        max_length=200,
        help_text=_("The name alone; it is shown to those who work with money only."),
    )
    affiliation = forms.CharField(label=_("Affiliation"), max_length=200, required=False)

    helper = helper(
        Fieldset(
            _("Who and what for"),
            Row(Column("person"), Column("affiliation")),
            "subject",
            Row(Column("starts_on"), Column("ends_on"), Column("cohort")),
        ),
        Fieldset(
            _("The fee"),
            Row(Column("category"), Column("role"), Column("unit"), Column("units")),
            "line",
        ),
        "token",
    )


class ConsultationForm(EngagementForm):
    kind = EngagementKind.CONSULTATION
    _FEE = ("line", "category", "role", "unit", "units")

    company = forms.CharField(label=_("Company that is consulted"), max_length=200)
    person = forms.CharField(
        label=_("Consultant"),
        max_length=200,
        required=False,
        help_text=_("The name alone; it is shown to those who work with money only."),
    )
    affiliation = forms.CharField(label=_("Affiliation"), max_length=200, required=False)
    travel = WonField(label=_("Travel (KRW)"), required=False)
    travel_line = forms.ModelChoiceField(
        label=_("Line of the travel"), queryset=BudgetLine.objects.none(), required=False
    )
    other = WonField(label=_("Other costs (KRW)"), required=False)
    other_line = forms.ModelChoiceField(
        label=_("Line of the other costs"), queryset=BudgetLine.objects.none(), required=False
    )
    note = forms.CharField(label=_("Which other costs"), max_length=60, required=False)

    helper = helper(
        Fieldset(
            _("Who and what for"),
            Row(Column("company"), Column("person"), Column("affiliation")),
            "subject",
            Row(Column("starts_on"), Column("ends_on"), Column("cohort")),
        ),
        Fieldset(
            _("The consultant's fee, where one is paid"),
            Row(Column("category"), Column("role"), Column("unit"), Column("units")),
            "line",
        ),
        Fieldset(_("Travel"), Row(Column("travel"), Column("travel_line"))),
        Fieldset(_("Other costs"), Row(Column("other"), Column("note"), Column("other_line"))),
        "token",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._FEE:
            self.fields[name].required = False
        self.fields["role"].initial = FeeRole.CONSULTANT
        self.fields["unit"].initial = FeeUnit.DAY

    def _price(self, typed: dict[str, Any]) -> None:
        """Each cost that has an amount needs its line; one of them at least is there."""
        if typed["units"] or typed["category"]:
            self._price_fee(typed)
        for name, kind in (("travel", EngagedCost.TRAVEL), ("other", ItemKind.OTHER)):
            if typed[name] and not typed[f"{name}_line"]:
                self.add_error(f"{name}_line", _("Choose the line that pays it."))
            elif typed[name]:
                note = typed["note"] if name == "other" else ""
                self.costs.append(FixedCost(typed[f"{name}_line"], kind, typed[name], note))
        if not self.costs and not self.errors:
            self.add_error(
                "units", _("Enter a fee, travel or other costs: there is nothing to reserve.")
            )

    def _price_fee(self, typed: dict[str, Any]) -> None:
        for name in self._FEE:
            if not typed[name]:
                self.add_error(name, _("The fee is calculated from this too."))
        if not typed["person"]:
            self.add_error("person", _("Say who is paid the fee."))
        if not self.errors:
            super()._price(typed)
