"""What acts on money ask alike: why, by whose word, on which day."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.office.forms.acts import ActForm
from ivi_training.pages.forms.layout import helper


class WhyForm(ActForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    helper = helper("reason")


class NoteForm(ActForm):
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For example the number of the letter with which it was sent."),
    )

    helper = helper("note")


class AgreedForm(WhyForm):
    reference = forms.CharField(
        label=_("Funder's reference"),
        max_length=100,
        required=False,
        help_text=_("The letter or minutes that allow it."),
    )


class DayField(forms.DateField):
    """A day that has come, today in Seoul at first."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Effective on"), initial=timezone.localdate, **kwargs)

    def clean(self, value: Any) -> Any:
        """Refuse a day that has not come."""
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day
