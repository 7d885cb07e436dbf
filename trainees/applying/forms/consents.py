"""Answering consents: all that a call asks, and one on a page of its own."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from courses.calls.models import ConsentTerm
from ivi_training.pages.forms.layout import helper
from ivi_training.pages.forms.stale_edits import RefusesStaleEdits
from trainees.applying.actions.consents import ConsentQuestion


class TermText:
    """The whole text above its answer; never read as a template, whatever is written in it."""

    def __init__(self, asked: ConsentQuestion) -> None:
        self.asked = asked

    def render(self, *_args: Any, **_kwargs: Any) -> str:
        """The text as a person reads it before answering."""
        return render_to_string("trainees/applying/consent_questions.html", {"asked": self.asked})


class ConsentsForm(RefusesStaleEdits, forms.Form):
    """Each consent on its own, unticked; one left open is asked again, and blocks nothing here."""

    def __init__(self, *args: Any, asked: Sequence[ConsentQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.terms = [one.term for one in asked]
        for one in asked:
            self.fields[one.term.field] = _field_for(one)
        self.watch()

    @cached_property
    def helper(self) -> FormHelper:
        """How it is laid out: each text above its answer."""
        return helper("seen", *(p for one in self.asked for p in (TermText(one), one.term.field)))

    def given(self) -> dict[ConsentTerm, bool]:
        """What was said to each text; nothing of those left open."""
        said = {term: self.cleaned_data[term.field] for term in self.terms}
        return {term: answer == "yes" for term, answer in said.items() if answer}


def _field_for(asked: ConsentQuestion) -> forms.ChoiceField:
    """A yes and a no of the same size, neither chosen before the person does."""
    field = forms.ChoiceField(
        label=_("Your answer: %(title)s") % {"title": asked.term.title},
        choices=[("yes", _("I agree")), ("no", _("I do not agree"))],
        required=False,
        widget=forms.RadioSelect,
    )
    if asked.answer:
        field.initial = "yes" if asked.is_given else "no"
    return field


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
        answer: Any = self.cleaned_data["answer"]
        return bool(answer == "yes")
