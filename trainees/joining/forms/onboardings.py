"""The form after acceptance, returned: what is missing and until when it is to be given."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper


class GiveBackForm(forms.Form):
    text = forms.CharField(
        label=_("What is missing"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The trainee reads it in the mail and above the form."),
    )
    due_at = forms.DateTimeField(
        label=_("Answer by (KST)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    helper = helper("text", "due_at")

    def clean_due_at(self) -> datetime:
        """Refuse a deadline in the past."""
        due_at: datetime = self.cleaned_data["due_at"]
        if due_at <= timezone.now():
            raise ValidationError(_("Choose a time in the future."))
        return due_at
