"""A revision: all ceilings and reserved shares together, with date, reason and reference."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.programs.models import Program
from ivi_training.pages.forms.layout import helper
from trainees.places.actions.revisions import QuotaTerms, RevisionPreview, preview
from trainees.places.forms.quotas import too_low
from trainees.places.models import Quota, QuotaRule

_MOST = 1_000_000


class RevisionForm(forms.Form):
    """The terms of each quota and rule; a ceiling below what is used is refused beside it."""

    effective_on = forms.DateField(
        label=pgettext_lazy("a version of quotas", "Effective on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    reference = forms.CharField(
        label=_("Funder's reference"),
        max_length=100,
        required=False,
        help_text=_("The letter or minutes that allow it."),
    )

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.program = program
        now = preview(program, {}, {})
        self.quotas = {f"quota_{change.quota.pk}": change.quota for change in now.quotas}
        self.rules = {f"rule_{change.rule.pk}": change.rule for change in now.rules}
        for name, quota in self.quotas.items():
            self._ask_quota(name, quota)
        for name, rule in self.rules.items():
            self.fields[name] = _number(rule.name, rule.ceiling)
            self.fields[name].help_text = _(
                "For each value; those with a ceiling of their own keep it."
            )
        self.helper = helper(
            Fieldset(_("Quotas"), *(self._row(name) for name in self.quotas)),
            Fieldset(_("Limits for each value"), *self.rules),
            Fieldset(_("Why"), "effective_on", "reason", "reference"),
        )

    def _ask_quota(self, name: str, quota: Quota) -> None:
        self.fields[name] = _number(quota.name, quota.ceiling)
        self.fields[name].help_text = _("%(used)s places are taken.") % {"used": quota.used}
        self.fields[f"floor_{name}"] = _number(_("Reserved share"), quota.floor, required=False)
        self.fields[f"until_{name}"] = forms.DateField(
            label=_("Reserved until"),
            required=False,
            initial=quota.floor_until,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )

    def _row(self, name: str) -> Row:
        return Row(
            *(Column(f"{part}{name}", css_class="col-md") for part in ("", "floor_", "until_"))
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what is below use, and a revision that changes nothing."""
        data = super().clean() or {}
        for name, quota in self.quotas.items():
            if data.get(name) is not None and data[name] < quota.used:
                self.add_error(name, too_low(quota.used, data[name]))
        if not self.errors and not self.preview().is_change:
            raise ValidationError(_("Nothing is different from what is in force."))
        return data

    def preview(self) -> RevisionPreview:
        return preview(self.program, self.agreed(), self.agreed_rules())

    def agreed(self) -> dict[Quota, QuotaTerms]:
        """The new terms of each quota; what a form left out stays as it is."""
        data = self.cleaned_data
        return {
            quota: QuotaTerms(
                data[name],
                (data[f"floor_{name}"] or 0) if f"floor_{name}" in self.data else quota.floor,
                data[f"until_{name}"] if f"until_{name}" in self.data else quota.floor_until,
            )
            for name, quota in self.quotas.items()
        }

    def agreed_rules(self) -> dict[QuotaRule, int]:
        """The new ceiling of each rule."""
        return {rule: self.cleaned_data[name] for name, rule in self.rules.items()}


def _number(label: Any, initial: int, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=_MOST, initial=initial, required=required
    )
