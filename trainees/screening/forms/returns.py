"""Returns for missing papers: what the office asks for, and what the applicant answers."""

from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.forms.questions import field_for, stored
from courses.calls.models import FormQuestion
from courses.calls.statuses import QuestionKind
from ivi_training.files.models.stored_file import Upload
from ivi_training.pages.forms.layout import helper
from trainees.applying.actions.answers import FilledForm
from trainees.applying.forms.form_pages import FactsForm, paper_field, uploads
from trainees.applying.models import Application, Document
from trainees.screening.hooks.returns import ANSWERS
from trainees.screening.models import ReturnRequest

MOMENT = "%Y-%m-%dT%H:%M"
DAYS = 7
END_OF_OFFICE = time(18)
# What is optional when one applies is not when it is asked for.
LETTER = _("Signed, on letterhead, confirming support and time release.")


def _in_a_week() -> datetime:
    """The end of the working day a week from now, in Seoul."""
    day = timezone.localdate() + timedelta(days=DAYS)
    return timezone.make_aware(datetime.combine(day, END_OF_OFFICE))


def _answers() -> list[tuple[str, str]]:
    names = {field.name: str(field.verbose_name) for field in Application._meta.fields}
    return [(name, names[name][:1].upper() + names[name][1:]) for name in ANSWERS]


class ReturnForm(forms.Form):
    """Which papers and answers are missing, in words, and until when."""

    papers = forms.MultipleChoiceField(
        label=_("Papers to send again"),
        choices=[(kind.value, kind.label) for kind in Document.PAPERS],
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
    questions = forms.MultipleChoiceField(
        label=_("Questions of the call's form"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
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

    def __init__(self, *args: Any, filled: FilledForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [(question.key, question.label) for question in filled.asked()]
        names = ["papers", "fields_asked", "questions", "text", "due_at"]
        if asked:
            cast("forms.MultipleChoiceField", self.fields["questions"]).choices = asked
        else:
            del self.fields["questions"]
            names.remove("questions")
        self.helper = helper(*names)

    def clean_due_at(self) -> datetime:
        """Refuse a deadline in the past."""
        due_at: datetime = self.cleaned_data["due_at"]
        if due_at <= timezone.now():
            raise ValidationError(_("Choose a time in the future."))
        return due_at

    def clean(self) -> dict[str, Any]:
        """Ask for at least one thing."""
        data = super().clean() or {}
        if not any(data.get(name) for name in ("papers", "fields_asked", "questions")):
            raise ValidationError(_("Tick at least one paper or answer to ask for."))
        return data

    def asked(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "fields": data["fields_asked"],
            "papers": data["papers"],
            "questions": data.get("questions", []),
            "text": data["text"],
            "due_at": data["due_at"],
        }


class AnswerForm(FactsForm):
    """The application's own form with nothing open but what was asked for; all of it is needed."""

    def __init__(self, *args: Any, asked: ReturnRequest, filled: FilledForm, **kwargs: Any) -> None:
        application = asked.application
        names, papers = list(asked.asked_fields), list(asked.asked_papers)
        super().__init__(*args, instance=application, names=names, **kwargs)
        self.names, self.questions = names, asked.questions()
        for kind in papers:
            self.fields[kind] = paper_field(kind)
            if kind == Document.Kind.ENDORSEMENT:
                self.fields[kind].help_text = LETTER
        for question in self.questions:
            self.fields[question.name] = field_for(question)
            self.initial[question.name] = filled.values.get(question.key)
        every = [*names, *papers, *(question.name for question in self.questions)]
        optional = {question.name for question in self.questions if not question.is_required}
        for name in every:
            self.fields[name].required = name not in optional
        self.watch()
        self.helper = helper("seen", *every)

    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}

    def given(self) -> dict[FormQuestion, Any]:
        """The answers to questions of the form, as they are stored."""
        read = {question: stored(self.cleaned_data[question.name]) for question in self.questions}
        return {
            question: value
            for question, value in read.items()
            if question.kind != QuestionKind.FILE or isinstance(value, UploadedFile)
        }

    def files_given(self) -> dict[str, Upload]:
        """The papers uploaded with this form, by kind."""
        return uploads(self.cleaned_data)
