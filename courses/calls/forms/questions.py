"""A section of a call's form as fields: shape and bounds of each answer, and what is hidden."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from courses.calls.actions.forms import visible_questions
from courses.calls.models import FormQuestion
from courses.calls.statuses import QuestionKind
from ivi_training.files.forms.uploads import UploadField
from ivi_training.pages.forms.countries import CountryChoiceField
from ivi_training.pages.forms.layout import helper

LONGEST = {QuestionKind.SHORT: 300, QuestionKind.LONG: 20_000, QuestionKind.ORGANISATION: 200}
FEW = 8  # choices that are shown at once
Build = Callable[[FormQuestion, dict[str, Any]], forms.Field]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class LimitedText(forms.CharField):
    """A text of so many words at most; one that is longer is told by how much."""

    def __init__(self, *, words: int | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words = words

    def validate(self, value: Any) -> None:
        """Refuse what nobody would read."""
        super().validate(value)
        count = len(value.split())
        if self.words and count > self.words:
            raise ValidationError(
                _("This is %(words)s words; at most %(limit)s are read. Shorten it by %(over)s."),
                params={"words": count, "limit": self.words, "over": count - self.words},
            )


def counted(words: int | None, rows: int = 8) -> forms.Textarea:
    """A text area beside which a script counts the words."""
    attrs: dict[str, Any] = {"rows": rows}
    if words:
        attrs |= {"data-words": words, "data-counted": gettext("{count} of {limit} words")}
    return forms.Textarea(attrs=attrs)


def field_for(question: FormQuestion) -> forms.Field:
    """The field that takes the answer; a draft may leave it empty."""
    label = question.label
    if not question.is_required:
        label = gettext("%(question)s (optional)") % {"question": label}
    facts: dict[str, Any] = {"label": label, "help_text": _help(question), "required": False}
    return _BUILD[QuestionKind(question.kind)](question, facts)


def _text(question: FormQuestion, facts: dict[str, Any]) -> forms.Field:
    longest = LONGEST[QuestionKind(question.kind)]
    widget: forms.Widget = forms.TextInput()
    if question.kind == QuestionKind.LONG:
        widget = counted(question.word_limit)
    if question.kind == QuestionKind.ORGANISATION:
        widget = forms.TextInput(attrs={"autocomplete": "organization"})
    return LimitedText(words=question.word_limit, max_length=longest, widget=widget, **facts)


def _choices(question: FormQuestion, facts: dict[str, Any]) -> forms.Field:
    if question.kind == QuestionKind.YES_NO:
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **facts)
    choices = [(choice.value, choice.label) for choice in question.choices.all()]
    if question.kind == QuestionKind.CHOICES:
        several = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=choices, widget=several, **facts)
    if len(choices) <= FEW:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **facts)
    return forms.ChoiceField(choices=[("", "---------"), *choices], **facts)


def _number(question: FormQuestion, facts: dict[str, Any]) -> forms.Field:
    low, high = question.bounds
    return forms.DecimalField(
        min_value=low, max_value=high, max_digits=12, decimal_places=2, **facts
    )


def _date(_question: FormQuestion, facts: dict[str, Any]) -> forms.Field:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], **facts)


def _plain(field: type[forms.Field]) -> Build:
    return lambda _question, facts: field(**facts)


_BUILD: dict[QuestionKind, Build] = {
    QuestionKind.SHORT: _text,
    QuestionKind.LONG: _text,
    QuestionKind.ORGANISATION: _text,
    QuestionKind.CHOICE: _choices,
    QuestionKind.CHOICES: _choices,
    QuestionKind.YES_NO: _choices,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.COUNTRY: _plain(CountryChoiceField),
    QuestionKind.FILE: _plain(UploadField),
    QuestionKind.AGREEMENT: _plain(forms.BooleanField),
}


def _help(question: FormQuestion) -> str:
    parts = [question.help]
    if question.word_limit:
        text = ngettext("At most %d word.", "At most %d words.", question.word_limit)
        parts.append(text % question.word_limit)
    if question.kind == QuestionKind.FILE:
        parts.append(gettext("PDF, JPEG or PNG, at most 10 MB."))
    # Crispy shows a help text as it is.
    return escape(" ".join(part for part in parts if part))


class QuestionsForm(forms.Form):
    """Some questions of a form with the answers there are, by key; what is hidden is not read."""

    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        questions: Sequence[FormQuestion],
        known: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        """`known`: every answer of the form so far, of other sections too."""
        super().__init__(*args, **kwargs)
        self.questions, self.known = list(questions), dict(known)
        for question in self.questions:
            self.fields[question.name] = field_for(question)
            self.initial[question.name] = known.get(question.key)
        visible = visible_questions(self.questions, self.current_answers())
        self.initial["asked"] = ",".join(question.key for question in visible)
        self.names = {question.key for question in visible}

    @cached_property
    def helper(self) -> FormHelper:
        """How it is laid out: the questions in their order, those not asked yet hidden."""
        return helper("asked", *(_box(q, is_shown=q.key in self.names) for q in self.questions))

    def current_answers(self) -> dict[str, Any]:
        """The answers so far, with those just typed in place of the stored ones."""
        if not self.is_bound:
            return self.known
        typed = {question.key: self[question.name].data for question in self.questions}
        return self.known | {key: value for key, value in typed.items() if value is not None}

    def given(self) -> dict[FormQuestion, Any]:
        """The answers as they are stored, uploads as they came; None where there is none."""
        read = {q.key: stored(self.cleaned_data.get(q.name)) for q in self.questions}
        visible = {
            question.key for question in visible_questions(self.questions, self.known | read)
        }
        given = {q: read[q.key] if q.key in visible else None for q in self.questions}
        # A file that was not chosen again stays.
        return {
            question: value
            for question, value in given.items()
            if question.kind != QuestionKind.FILE or isinstance(value, UploadedFile)
        }

    def newly_asked(self) -> list[FormQuestion]:
        """Questions that these answers show and that were not on the page yet."""
        before = set((self.cleaned_data.get("asked") or "").split(","))
        values = self.known | {question.key: value for question, value in self.given().items()}
        visible = visible_questions(self.questions, values)
        return [question for question in visible if question.key not in before]


def stored(value: Any) -> Any:
    """An answer as it is kept: None for none, numbers and days as text."""
    if value in ("", None, False, []):
        return None
    if isinstance(value, UploadedFile | bool | list):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _box(question: FormQuestion, *, is_shown: bool) -> Div:
    facts: dict[str, Any] = {}
    if question.shown_if:
        facts = {
            "data_shown_if": f"q_{question.shown_if}",
            "data_shown_values": ",".join(question.shown_values),
        }
    if not is_shown:
        facts["hidden"] = "hidden"
    return Div(question.name, data_question=question.key, **facts)
