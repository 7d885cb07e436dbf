"""A call, and its steps: a later deadline, a cancellation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.calls.models import Call, EndorsementRule
from ivi_training.pages.forms.layout import helper

MOMENT = "%Y-%m-%dT%H:%M"


class CallForm(forms.ModelForm[Call]):
    """A call to cohorts of its own program."""

    class Meta:
        model = Call
        fields = [
            "program", "code", "cohorts", "is_demonstration", "opens_at", "closes_at", "offer_days",
            "onboarding_days",
            "reminder_days", "appeal_days",
            "title_en", "summary_en", "who_may_apply_en", "what_is_needed_en",
            "title_ko", "summary_ko", "who_may_apply_ko", "what_is_needed_ko",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a cohort of another program."""
        data = super().clean() or {}
        program = data.get("program") or (self.instance.program if self.instance.pk else None)
        strangers = [c for c in data.get("cohorts") or [] if program and c.program_id != program.pk]
        if strangers:
            self.add_error(
                "cohorts",
                ValidationError(
                    _("%(cohort)s belongs to another program."), params={"cohort": strangers[0]}
                ),
            )
        return data


class EndorsementRuleForm(forms.ModelForm[EndorsementRule]):
    """A kind of endorsement; what somebody was asked to sign is only shown."""

    class Meta:
        model = EndorsementRule
        fields = [
            "position", "days", "label_en", "text_en", "label_ko", "text_ko", "is_required",
            "is_awaited", "confirms_release", "is_shown_to_reviewers",
        ]  # fmt: skip
        widgets = {
            "text_en": forms.Textarea(attrs={"rows": 4}),
            "text_ko": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.first_asked_at is not None:
            for name in EndorsementRule.WORDING & set(self.fields):
                self.fields[name].disabled = True


class CallExtensionForm(forms.Form):
    """The new deadline and why; the old one stays in the history."""

    closes_at = forms.DateTimeField(
        label=_("New deadline (KST)"),
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

    helper = helper("closes_at", "reason")


class CancellationForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    helper = helper("reason")
