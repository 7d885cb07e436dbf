"""Answering consents: the text above its answer, and one on a page of its own."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from ivi_training.forms.layout import helper
from trainees.actions.consents import Asked


class TermText:
    """The whole text above its answer; never read as a template, whatever is written in it."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def render(self, *_args: Any, **_kwargs: Any) -> str:
        """The text as a person reads it before answering."""
        return render_to_string("trainees/consent_asked.html", {"asked": self.asked})


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
