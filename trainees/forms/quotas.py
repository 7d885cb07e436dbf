"""A new quota, and a revision: the new ceilings together, with date, reason and reference."""

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Program
from ivi_training.forms.layout import helper
from trainees.models import Place, Quota

# The facts that the administration asks for; a seat limit and its like are set elsewhere.
GIVEN_FACTS = ("stream", "country", "income_group", "gender", "cohort")


class QuotaForm(forms.ModelForm[Quota]):
    """A new quota; places that match it already count in it from the start."""

    class Meta:
        model = Quota
        fields = ["name_en", "name_ko", "ceiling", *GIVEN_FACTS]

    def clean(self) -> dict[str, Any]:
        """Refuse the facts of another quota, and a ceiling below the places that match already."""
        data = super().clean() or {}
        facts = {name: data[name] for name in GIVEN_FACTS if name in data}
        quota = Quota(program_id=self.instance.program_id, **facts)
        if Quota.objects.on_facts_of(quota).exists():
            self.add_error(None, _("This program already has a quota on these facts."))
        used, ceiling = Place.objects.counted_by(quota).count(), data.get("ceiling")
        if ceiling is not None and ceiling < used:
            self.add_error("ceiling", _too_low(used, ceiling))
        return data


class QuotaFormSet(forms.BaseInlineFormSet[Quota, Program, QuotaForm]):
    """New quotas of one program, each on facts of its own."""

    def clean(self) -> None:
        """Refuse two new ones on the same facts; the forms have compared them with the old ones."""
        super().clean()
        new = [form.cleaned_data for form in self.extra_forms if form.has_changed()]
        facts = [tuple(data.get(name) or None for name in GIVEN_FACTS) for data in new]
        if len(set(facts)) < len(facts):
            raise ValidationError(_("Two new quotas have the same facts: keep one of them."))


class RevisionForm(forms.Form):
    """One field for each quota's ceiling; a ceiling below what is used is refused beside it."""

    effective_on = forms.DateField(
        label=_("Effective on"),
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
        self.quotas = {
            f"quota_{quota.pk}": quota for quota in Quota.objects.filter(program=program).for_list()
        }
        for name, quota in self.quotas.items():
            self.fields[name] = forms.IntegerField(
                label=quota.name,
                min_value=0,
                max_value=1_000_000,
                initial=quota.ceiling,
                help_text=_("%(used)s places are taken.") % {"used": quota.used},
            )
        self.helper = helper(
            Fieldset(_("Ceilings"), *self.quotas),
            Fieldset(_("Why"), "effective_on", "reason", "reference"),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what is below use, and a revision that changes nothing."""
        data = super().clean() or {}
        for name, quota in self.quotas.items():
            if data.get(name) is not None and data[name] < quota.used:
                self.add_error(name, _too_low(quota.used, data[name]))
        if not self.errors and not any(data[n] != q.ceiling for n, q in self.quotas.items()):
            raise ValidationError(_("No ceiling is different from the one in force."))
        return data

    def ceilings(self) -> dict[Quota, int]:
        """The new ceiling of each quota."""
        return {quota: self.cleaned_data[name] for name, quota in self.quotas.items()}


def _too_low(used: int, ceiling: int) -> ValidationError:
    return ValidationError(
        _("%(used)s places are taken: this is %(over)s too few."),
        params={"used": used, "over": used - ceiling},
    )
