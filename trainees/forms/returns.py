"""Returns for missing papers: what the office asks for, and what the applicant answers."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.forms.layout import helper
from trainees.forms.applications import ApplicationForm
from trainees.models import Application, Document, ReturnRequest
from trainees.models.returned import ANSWERS

MOMENT = "%Y-%m-%dT%H:%M"
DAYS = 7
END_OF_OFFICE = time(18)


def _in_a_week() -> datetime:
    """The end of the working day a week from now, in Seoul."""
    day = timezone.localdate() + timedelta(days=DAYS)
    return timezone.make_aware(datetime.combine(day, END_OF_OFFICE))


def _answers() -> list[tuple[str, str]]:
    """The answers of an application that can be asked for again."""
    names = {field.name: str(field.verbose_name) for field in Application._meta.fields}
    return [(name, names[name][:1].upper() + names[name][1:]) for name in ANSWERS]


class ReturnForm(forms.Form):
    """Which papers and answers are missing, in words, and until when."""

    papers = forms.MultipleChoiceField(
        label=_("Papers to send again"),
        choices=Document.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    fields_asked = forms.MultipleChoiceField(
        label=_("Answers to complete"),
        choices=_answers,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you tick opens for the applicant; the rest stays as submitted."),
    )
    text = forms.CharField(
        label=_("What is missing, in your words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The applicant reads this in the mail and on the page."),
    )
    due_at = forms.DateTimeField(
        label=_("Answer by (KST)"),
        input_formats=[MOMENT],
        initial=_in_a_week,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        help_text=_("It holds even if the call closes before."),
    )

    helper = helper("papers", "fields_asked", "text", "due_at")

    def clean_due_at(self) -> datetime:
        """Refuse a deadline in the past."""
        due_at: datetime = self.cleaned_data["due_at"]
        if due_at <= timezone.now():
            raise ValidationError(_("Choose a moment in the future."))
        return due_at

    def clean(self) -> dict[str, Any]:
        """Ask for at least one thing."""
        data = super().clean() or {}
        if not data.get("papers") and not data.get("fields_asked"):
            raise ValidationError(_("Tick at least one paper or answer to ask for."))
        return data

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {
            "fields": data["fields_asked"],
            "papers": data["papers"],
            "text": data["text"],
            "due_at": data["due_at"],
        }


class AnswerForm(ApplicationForm):
    """The application's own form with nothing open but what was asked for; all of it is needed."""

    def __init__(self, *args: Any, asked: ReturnRequest, **kwargs: Any) -> None:
        application = asked.application
        super().__init__(*args, instance=application, call=application.call, **kwargs)
        self.names = [*asked.asked_fields, *asked.asked_papers]
        for name in set(self.fields) - set(self.names) - {"version"}:
            del self.fields[name]
        for name in self.names:
            self.fields[name].required = True
        self.helper = helper("version", *self.names)

    def answers(self) -> dict[str, Any]:
        """The answers given, by field."""
        return {name: self.cleaned_data[name] for name in self.names if name in ANSWERS}
