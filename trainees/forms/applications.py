"""The application form: who you are, your work, your statement and your papers."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Call
from ivi_training.forms.choices import choose_among
from ivi_training.forms.layout import helper
from ivi_training.forms.uploads import UploadField
from ivi_training.models.stored_file import Upload
from trainees.models import Applicant, Application, Document

STATEMENT_WORDS = 450
LONGEST_CAREER = 60  # years
YOUNGEST = 14  # below that age a guardian would have to consent


class ApplicantForm(forms.ModelForm[Applicant]):
    """The person: names as in the passport, gender, birth date, countries."""

    class Meta:
        model = Applicant
        fields = [
            "given_names",
            "family_name",
            "gender",
            "birth_date",
            "nationality",
            "second_nationality",
            "residence",
        ]
        widgets = {
            "birth_date": forms.DateInput(
                attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"
            ),
            "given_names": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False  # a draft may be incomplete; submission asks for what is missing
        self.helper = helper(
            Fieldset(
                _("About you"),
                Row(Column("given_names"), Column("family_name")),
                Row(Column("gender"), Column("birth_date")),
                Row(Column("nationality"), Column("second_nationality")),
                "residence",
            )
        )

    def clean_birth_date(self) -> Any:
        """Refuse a date in the future or a child's."""
        born = self.cleaned_data["birth_date"]
        today = timezone.localdate()
        if born and born.year > today.year - YOUNGEST:
            raise ValidationError(_("Check the year: applicants are at least 14 years old."))
        return born

    def clean(self) -> dict[str, Any]:
        """Two nationalities are two different ones."""
        data = super().clean() or {}
        if data.get("second_nationality") and data.get("second_nationality") == data.get(
            "nationality"
        ):
            self.add_error("second_nationality", _("Choose another one, or leave this empty."))
        return data


class ApplicationForm(forms.ModelForm[Application]):
    """The answers to one call. A draft may be incomplete; submission asks for the rest."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    cv = UploadField(
        label=_("Curriculum vitae"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 10 MB."),
    )
    endorsement = UploadField(
        label=_("Letter of your employer"),
        required=False,
        help_text=_("Optional: signed, on letterhead, confirming support and time release."),
    )

    class Meta:
        model = Application
        fields = [
            "cohort",
            "employer_name",
            "employer_country",
            "employer_kind",
            "job_title",
            "years_of_experience",
            "education",
            "field_of_study",
            "english",
            "statement",
        ]
        widgets = {
            "statement": forms.Textarea(attrs={"rows": 10}),
            "years_of_experience": forms.NumberInput(attrs={"min": 0, "max": 60}),
            "employer_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0
        is_single = call.cohorts.count() == 1
        label = None if is_single else _("Choose a cohort")
        choose_among(self, "cohort", call.cohorts.all(), label)
        for name in self.fields:
            if name != "cohort":
                self.fields[name].required = False
        self.helper = helper(
            "version",
            Fieldset(_("The course"), "cohort"),
            Fieldset(
                _("Your work"),
                "employer_name",
                Row(Column("employer_country"), Column("employer_kind")),
                Row(Column("job_title"), Column("years_of_experience")),
            ),
            Fieldset(
                _("Education and language"),
                Row(Column("education"), Column("field_of_study")),
                "english",
            ),
            Fieldset(_("Your statement"), "statement"),
            Fieldset(_("Papers"), "cv", "endorsement"),
        )

    def clean_statement(self) -> str:
        """Refuse a statement that is too long, saying by how much."""
        statement: str = self.cleaned_data["statement"]
        words = len(statement.split())
        if words > STATEMENT_WORDS:
            raise ValidationError(
                _("This is %(words)s words; at most %(limit)s are read. Shorten it by %(over)s."),
                params={"words": words, "limit": STATEMENT_WORDS, "over": words - STATEMENT_WORDS},
            )
        return statement

    def clean_years_of_experience(self) -> int | None:
        """Refuse a number of years nobody has worked."""
        years: int | None = self.cleaned_data["years_of_experience"]
        if years is not None and years > LONGEST_CAREER:
            raise ValidationError(_("Check this number: it is in years."))
        return years

    def clean(self) -> dict[str, Any]:
        """Refuse to overwrite newer text from another tab; the same text twice is no conflict."""
        data = super().clean() or {}
        newest = self.instance.version if self.instance.pk else 0
        is_stale = (data.get("version") or 0) != newest
        if is_stale and set(self.changed_data) - {"version"}:
            raise ValidationError(
                _(
                    "This draft was saved in another tab or on another device after you opened "
                    "this page. What you typed is still below and nothing was overwritten: open "
                    "the draft in a new tab, and copy over what you want to keep."
                ),
                code="stale",
            )
        data["version"] = newest
        return data

    def files_given(self) -> dict[str, Upload]:
        """The papers uploaded with this form, by kind."""
        return {
            kind: self.cleaned_data[kind]
            for kind in Document.Kind.values
            if isinstance(self.cleaned_data.get(kind), UploadedFile)
        }


class SubmitForm(forms.Form):
    """What an applicant agrees to when handing in; asked on its own, unticked."""

    consent = forms.BooleanField(
        label=_("I agree that my data are used to decide about my application."),
        help_text=_(
            "The program's operator and funder read them. They are kept for one year after the "
            "results, or five years if you take part. You may refuse; then no application can be "
            "decided about. You may withdraw at any time."
        ),
        error_messages={"required": _("Without your agreement nobody may read your application.")},
    )
    truth = forms.BooleanField(
        label=_("What I have written is true and complete."),
        error_messages={"required": _("Please confirm that what you have written is true.")},
    )

    helper = helper("consent", "truth")


class WithdrawForm(forms.Form):
    """Why somebody takes their application back, if they want to say."""

    reason = forms.CharField(
        label=_("Reason (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = helper("reason")
