"""What an allocation is asked: a cut-off, a waiting list's length, and quotas to try out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper
from trainees.places.models import Quota, QuotaRule
from trainees.selecting.actions.allocations import AllocationTerms

MOST = 1_000_000


class TermsForm(forms.Form):
    """A cut-off and a waiting list's length; empty ones ask for neither."""

    cut_off = forms.DecimalField(
        label=_("Cut-off score"),
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=4,
        help_text=_("Nobody below it is selected or waits. Empty: no cut-off."),
    )
    waiting_list = forms.IntegerField(
        label=_("Length of the waiting list"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=_("In each stream. Empty: everybody above the cut-off may wait."),
    )

    helper = helper(Row(Column("cut_off"), Column("waiting_list")))

    def terms(self) -> AllocationTerms:
        """What was asked for; as the program stands where nothing was, or nothing that is valid."""
        data = self.cleaned_data if self.is_valid() else {}
        return AllocationTerms(cut_off=data.get("cut_off"), waiting_list=data.get("waiting_list"))


class StoreForm(TermsForm):
    """The same terms, with what was looked at."""

    digest = forms.CharField(max_length=64)
    note = forms.CharField(label=_("Note (optional)"), max_length=300, required=False)


@dataclass(frozen=True)
class QuotaFields:
    name: str
    used: int | None
    ceiling: forms.BoundField
    floor: forms.BoundField | None


class WhatIfForm(TermsForm):
    """The same, under other ceilings and reserved shares than the program's; nothing is changed."""

    def __init__(
        self, *args: Any, quotas: Iterable[Quota], rules: Iterable[QuotaRule], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._quotas, self._rules = list(quotas), list(rules)
        for quota in self._quotas:
            self._ask(f"ceiling_{quota.pk}", _("Ceiling: %(quota)s"), quota.name, quota.ceiling)
            floor = quota.floor if quota.is_reserving else 0
            self._ask(f"floor_{quota.pk}", _("Reserved: %(quota)s"), quota.name, floor)
        for rule in self._rules:
            self._ask(f"rule_{rule.pk}", _("Ceiling: %(quota)s"), rule.name, rule.ceiling)

    def _ask(self, name: str, label: Any, quota: str, initial: int) -> None:
        field = forms.IntegerField(
            label=label % {"quota": quota},
            required=False,
            min_value=0,
            max_value=MOST,
            initial=initial,
            widget=forms.NumberInput(attrs={"class": "form-control"}),
        )
        self.fields[name] = field

    def quota_fields(self) -> list[QuotaFields]:
        made_by_hand = [
            QuotaFields(q.name, q.used, self[f"ceiling_{q.pk}"], self[f"floor_{q.pk}"])
            for q in self._quotas
        ]
        return made_by_hand + [
            QuotaFields(rule.name, None, self[f"rule_{rule.pk}"], None) for rule in self._rules
        ]

    def terms(self) -> AllocationTerms:
        """What was asked for; a quota left as it is is not asked for."""
        return replace(
            super().terms(),
            ceilings=self._changed("ceiling", self._quotas),
            floors=self._changed("floor", self._quotas),
            rule_ceilings=self._changed("rule", self._rules),
        )

    def _changed(self, kind: str, things: Iterable[Quota | QuotaRule]) -> dict[int, int]:
        data = self.cleaned_data if self.is_valid() else {}
        asked = {thing.pk: data.get(f"{kind}_{thing.pk}") for thing in things}
        return {
            pk: value
            for pk, value in asked.items()
            if value is not None and value != self.fields[f"{kind}_{pk}"].initial
        }
