"""Setting up retention rules, and holding somebody's data back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.programs.models import Program
from ivi_training.pages.forms.layout import helper
from trainees.people.models import Applicant
from trainees.records.models import RetentionHold, RetentionRule
from trainees.records.models.retention_rule import EVENT_FITS
from trainees.records.statuses import RetentionEvent, RetentionKind


class StartRulesForm(forms.Form):
    program = forms.ModelChoiceField(
        label=_("Program"),
        queryset=Program.objects.all(),
        help_text=_("Existing rules are not changed."),
    )

    helper = helper("program")


class RetentionRuleForm(forms.ModelForm[RetentionRule]):
    """One rule: how long, from when, and on what ground, English beside Korean."""

    class Meta:
        model = RetentionRule
        fields = "__all__"  # noqa: DJ007 - the admin lists them
        widgets = {
            name: forms.Textarea(attrs={"rows": 4, "cols": 44}) for name in ("basis_en", "basis_ko")
        }

    def clean(self) -> dict[str, Any]:
        """The event fits the kind, which is not in the form."""
        data = super().clean() or {}
        is_of_a_person = self.instance.kind == RetentionKind.PERSON
        if "event" in data and (data["event"] == RetentionEvent.SIGN_IN) != is_of_a_person:
            self.add_error("event", ValidationError(EVENT_FITS))
        return data


class HoldForm(forms.Form):
    reference = forms.CharField(
        label=_("Reference number"),
        max_length=40,
        help_text=_("Of any application of the person. Everything about them is put on hold."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=RetentionHold._meta.get_field("reason").help_text,
    )

    helper = helper("reference", "reason")

    def clean(self) -> dict[str, Any]:
        """Find the person."""
        data = super().clean() or {}
        reference = data.get("reference", "").strip()
        if not reference:
            return data
        person = Applicant.objects.filter(applications__reference__iexact=reference).first()
        if person is None:
            text = _("No application has this reference number. Copy it from the application.")
            self.add_error("reference", ValidationError(text))
        return data | {"applicant": person}
