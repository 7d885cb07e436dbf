"""Answering one consent outside an application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.forms.layout import helper


class ConsentAnswerForm(forms.Form):
    """A yes or a no, neither chosen before the person does."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("I agree")), ("no", _("I do not agree"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )

    helper = helper("answer")

    def agrees(self) -> bool:
        """What was chosen."""
        answer: Any = self.cleaned_data["answer"]
        return bool(answer == "yes")
