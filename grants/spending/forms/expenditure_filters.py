"""What a list of expenditures is narrowed to."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from grants.awards.models import BudgetLine
from grants.spending.models.expenditure import ExpenditureQuerySet
from grants.spending.statuses import ExpenditureStatus
from ivi_training.pages.forms.layout import helper

_DAY = {"type": "date"}


class FilterForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any")), *ExpenditureStatus.choices]
    )
    line = forms.TypedChoiceField(
        label=_("Budget line"), required=False, coerce=int, empty_value=None
    )
    first = forms.DateField(
        label=_("Spent from"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Spent to"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    mine = forms.BooleanField(label=_("Waiting for me"), required=False)

    helper = helper(
        Row(Column("status"), Column("line"), Column("first"), Column("last"), Column("mine"))
    )

    def offer(self, lines: Sequence[BudgetLine]) -> None:
        field: Any = self.fields["line"]
        field.choices = [
            ("", _("Any")),
            *((line.pk, f"{line.grant.code} · {line}") for line in lines),
        ]

    def query(self) -> str:
        typed = {name: self.data[name] for name in self.fields if self.data.get(name)}
        return urlencode(typed)

    def narrow(self, rows: ExpenditureQuerySet, user: Any) -> ExpenditureQuerySet:
        """The rows that are asked for; all of them where a filter cannot be read."""
        if not self.is_valid():
            return rows
        asked = self.cleaned_data
        facts = {
            "status": asked["status"],
            "line": asked["line"],
            "spent_on__gte": asked["first"],
            "spent_on__lte": asked["last"],
        }
        rows = rows.filter(**{name: value for name, value in facts.items() if value})
        return rows.waiting_for(user) if asked["mine"] else rows
