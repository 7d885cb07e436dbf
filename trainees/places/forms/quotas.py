"""New quotas and limits for each value, and the reasons of acts on them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.programs.models import Program
from ivi_training.pages.forms.layout import helper
from trainees.places.actions.revisions import problems_with
from trainees.places.models import Place, Quota, QuotaRule

# The facts that the administration asks for, all that quotas look at.
GIVEN_FACTS = (
    "stream",
    "country",
    "income_group",
    "gender",
    "organisation",
    "course",
    "cohort",
    "modality",
)


class QuotaForm(forms.ModelForm[Quota]):
    """A new quota; places that match it already count in it from the start."""

    class Meta:
        model = Quota
        fields = ["name_en", "name_ko", "ceiling", "floor", "floor_until", *GIVEN_FACTS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "floor" in self.fields:
            self.fields["floor"].required = False

    def clean_floor(self) -> int:
        """Nothing typed reserves nothing."""
        return self.cleaned_data["floor"] or 0

    def clean(self) -> dict[str, Any]:
        """Refuse the facts of another quota, and a ceiling below the places that match already."""
        data = super().clean() or {}
        facts = {name: data[name] for name in GIVEN_FACTS if name in data}
        quota = Quota(program_id=self.instance.program_id, **facts)
        if Quota.objects.on_facts_of(quota).exists():
            self.add_error(None, _("This program already has a quota on these facts."))
        used, ceiling = Place.objects.counted_by(quota).count(), data.get("ceiling")
        if ceiling is not None and ceiling < used:
            self.add_error("ceiling", too_low(used, ceiling))
        floor = data.get("floor") or 0
        if ceiling is not None and floor > ceiling:
            self.add_error("floor", _("The reserved share is larger than the ceiling."))
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
        if not any(self.errors):
            made = [form.instance for form in self.extra_forms if form.has_changed()]
            if problems := problems_with(self.instance, made):
                raise ValidationError(problems)


class QuotaRuleForm(forms.ModelForm[QuotaRule]):
    """A limit for each value of a fact; the quotas make themselves as the values appear."""

    helper = helper("name_en", "name_ko", "fact", "ceiling")

    class Meta:
        model = QuotaRule
        fields = ["name_en", "name_ko", "fact", "ceiling"]

    def clean_fact(self) -> str:
        """Refuse a second limit on the same fact."""
        fact: str = self.cleaned_data["fact"]
        if QuotaRule.objects.open().filter(program=self.instance.program_id, fact=fact).exists():
            raise ValidationError(_("This program already has a limit for each of these."))
        return fact


class ClosingForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_(
            "It stays on record. To change what a quota looks at, close it and add a new one."
        ),
    )

    helper = helper("reason")


class FloorForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
    reference = forms.CharField(
        label=_("Funder's reference"),
        max_length=100,
        required=False,
        help_text=_("The letter or minutes that allow it."),
    )

    helper = helper("reason", "reference")


class FindForm(forms.Form):
    person = forms.CharField(label=_("Name or reference number"), max_length=100, required=False)


def too_low(used: int, ceiling: int) -> ValidationError:
    return ValidationError(
        _("%(used)s places are taken: this is %(over)s too few."),
        params={"used": used, "over": used - ceiling},
    )
