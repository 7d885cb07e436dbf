"""Corrections: what the person says, and the facts as they should be."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper
from trainees.applying.forms.form_pages import PersonForm, layout_rows


class CorrectionRequestForm(forms.Form):
    """What is wrong, in the person's own words."""

    text = forms.CharField(
        label=_("What is wrong, and what is right?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For example: my birth date is 17 May 1990, not 7 May 1990."),
    )

    helper = helper("text")


class CorrectionDecisionForm(PersonForm):
    """The facts about the person, to be put right, and the answer to them."""

    note = forms.CharField(
        label=_("Your answer"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it: what you corrected, or why you cannot."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            # What the person has given may be put right, never taken away.
            field = self.instance._meta.get_field(name)
            self.fields[name].required = not field.blank and bool(getattr(self.instance, name))
        self.fields["note"].required = True
        self.helper = helper("seen", *layout_rows(self.Meta.fields), "note")
