"""The steps of an application as forms: a draft may be incomplete, but nothing wrong is kept."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models.expressions import DatabaseDefault
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.forms.questions import LimitedText, QuestionsForm, counted
from courses.calls.models import FormQuestion
from courses.cohorts.models import Cohort
from ivi_training.files.forms.uploads import UploadField
from ivi_training.files.models.stored_file import Upload, digest_of
from ivi_training.pages.forms.choices import chosen_from
from ivi_training.pages.forms.countries import CountriesChecked, CountryChoiceField
from ivi_training.pages.forms.layout import helper
from ivi_training.pages.forms.stale_edits import RefusesStaleEdits
from trainees.applying.actions import consents
from trainees.applying.actions.answers import FilledForm
from trainees.applying.actions.form_pages import CONSENTS, FormPage
from trainees.applying.forms.consents import ConsentsForm
from trainees.applying.models import Application, Document
from trainees.people.models import Applicant

STATEMENT_WORDS = 450
STATEMENT_LENGTH = 20_000
LONGEST_CAREER = 60  # years
YOUNGEST = 14  # below that age a guardian would have to consent
SIDE_BY_SIDE = [
    ("given_names", "family_name"),
    ("preferred_name", "certificate_name"),
    ("gender", "birth_date"),
    ("nationality", "second_nationality"),
    ("employer_country", "employer_kind"),
    ("job_title", "years_of_experience"),
    ("education", "field_of_study"),
]


def layout_rows(names: Sequence[str]) -> list[Any]:
    """The fields in order, those that belong together side by side where there is room."""
    layout: list[Any] = []
    for name in names:
        pair = next((pair for pair in SIDE_BY_SIDE if name in pair), ())
        if not set(pair) <= set(names) or not pair:
            layout.append(name)
        elif name == pair[0]:
            layout.append(Row(*(Column(one) for one in pair)))
    return layout


def _country(model: type[Applicant | Application], name: str) -> CountryChoiceField:
    field = model._meta.get_field(name)
    label, help_text = field.verbose_name, field.help_text  # type: ignore[union-attr]
    return CountryChoiceField(label=_capital(label), help_text=help_text, required=False)


def _capital(text: Any) -> str:
    return str(text)[:1].upper() + str(text)[1:]


class PersonForm(RefusesStaleEdits, CountriesChecked, forms.ModelForm[Applicant]):
    """The person: names as in the passport, gender, birth date, countries."""

    class Meta:
        model = Applicant
        fields = Applicant.FACTS
        widgets = {
            "birth_date": forms.DateInput(
                attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"
            ),
            "given_names": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "preferred_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the database would fill in, for somebody who is not stored yet.
        for name, value in self.initial.items():
            self.initial[name] = "" if isinstance(value, DatabaseDefault) else value
        for name in Applicant.COUNTRIES:
            self.fields[name] = _country(Applicant, name)
        for field in self.fields.values():
            field.required = False
        self.watch()

    # In each of these forms the layout is made where the form is drawn: most are only read.
    @cached_property
    def helper(self) -> FormHelper:
        return helper("seen", *layout_rows(self.Meta.fields))

    def clean_birth_date(self) -> Any:
        """Refuse a date in the future or a child's."""
        born = self.cleaned_data["birth_date"]
        today = timezone.localdate()
        if born and born.year > today.year - YOUNGEST:
            raise ValidationError(_("Check the year: applicants are at least 14 years old."))
        return born

    def clean(self) -> dict[str, Any]:
        """Two nationalities are two different ones."""
        data = super().clean()
        second = data.get("second_nationality")
        if second and second == data.get("nationality"):
            self.add_error("second_nationality", _("Choose another one, or leave this empty."))
        return data


class FactsForm(RefusesStaleEdits, CountriesChecked, forms.ModelForm[Application]):
    """Some of the facts that every call asks; `names` says which."""

    statement = LimitedText(
        words=STATEMENT_WORDS,
        max_length=STATEMENT_LENGTH,
        label=_("Statement of purpose"),
        help_text=Application._meta.get_field("statement").help_text,
    )

    class Meta:
        model = Application
        fields = ("cohort", *Application.ANSWERS)
        widgets = {
            "years_of_experience": forms.NumberInput(attrs={"min": 0, "max": LONGEST_CAREER}),
            "employer_name": forms.TextInput(
                attrs={
                    "autocomplete": "organization",
                    "data-suggest": reverse_lazy("trainees:organisation_suggest"),
                    "data-suggest-with": "employer_country",
                }
            ),
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
        }

    def __init__(
        self, *args: Any, names: Sequence[str], cohorts: Sequence[Cohort] = (), **kwargs: Any
    ) -> None:
        # Copied for each form: only those that are asked.
        self.base_fields = {name: self.base_fields[name] for name in names}  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        if "employer_country" in names:
            self.fields["employer_country"] = _country(Application, "employer_country")
        if "statement" in names:
            self.fields["statement"].widget = counted(STATEMENT_WORDS, rows=12)
        if "cohort" in names:
            nothing = None if len(cohorts) == 1 else _("Choose a cohort")
            self.fields["cohort"] = chosen_from(cohorts, self.fields["cohort"], nothing)
        for name in names:
            self.fields[name].required = name == "cohort"
        self.names = names
        self.watch()

    @cached_property
    def helper(self) -> FormHelper:
        return helper("seen", *layout_rows(self.names))

    def _get_validation_exclusions(self) -> set[str]:
        """The cohort is one of the rows at hand: nobody need ask whether it exists.

        Django's own method, and private: a test tells when it changes. Measured: saves 7 to 10 % of
        the CPU time of saving a draft (2026-12, ADR 43).
        """
        return {*super()._get_validation_exclusions(), "cohort"}

    def clean_years_of_experience(self) -> int | None:
        """Refuse a number of years nobody has worked."""
        years: int | None = self.cleaned_data["years_of_experience"]
        if years is not None and years > LONGEST_CAREER:
            raise ValidationError(_("Check this number: it is in years."))
        return years


def paper_field(kind: str) -> UploadField:
    """The field for a paper that every call takes."""
    help_texts = {
        Document.Kind.CV: _("PDF, JPEG or PNG, at most 10 MB."),
        Document.Kind.ENDORSEMENT: _(
            "Optional: signed, on letterhead, confirming support and time release."
        ),
    }
    of_kind = Document.Kind(kind)
    return UploadField(label=of_kind.label, required=False, help_text=help_texts[of_kind])


def uploads(data: dict[str, Any]) -> dict[str, Upload]:
    """The papers uploaded with a form, by kind."""
    return {
        kind: data[kind] for kind in Document.PAPERS if isinstance(data.get(kind), UploadedFile)
    }


class PapersForm(RefusesStaleEdits, forms.Form):
    """The papers that every call takes; one that is not chosen again stays."""

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            self.fields[name] = paper_field(name)
        self.names = names
        self.watch()

    @cached_property
    def helper(self) -> FormHelper:
        return helper("seen", *self.names)

    def clean(self) -> dict[str, Any]:
        """Refuse one file for two papers: the second was chosen by mistake."""
        data = super().clean()
        sums = {str(kind): self.initial.get(kind) for kind in Document.PAPERS}
        for kind, upload in uploads(data).items():
            sums[kind] = digest_of(upload)[1]
            same = [one for one, sha256 in sums.items() if one != kind and sha256 == sums[kind]]
            if same:
                label = Document.Kind(same[0]).label
                text = _("This is the same file as your “%(paper)s”. Choose the right one.")
                self.add_error(kind, text % {"paper": label})
        return data


class SectionAnswersForm(RefusesStaleEdits, QuestionsForm):
    """A section of the call's form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.watch()

    @cached_property
    def helper(self) -> FormHelper:
        """The questions, and what was stored when the page was loaded."""
        found = super().helper
        found.layout.insert(0, "seen")
        return found


StepForm = ConsentsForm | PersonForm | FactsForm | PapersForm | SectionAnswersForm


def form_for(
    step: FormPage,
    application: Application,
    filled: FilledForm,
    data: Any = None,
    files: Any = None,
    **more: Any,
) -> StepForm:
    """The form of a step with what is stored."""
    if step is CONSENTS:
        asked = consents.questions_of_call(filled.setup, application.applicant)
        return ConsentsForm(data, asked=asked, **more)
    if step.person:
        return PersonForm(data, instance=application.applicant, **more)
    if step.facts:
        cohorts = list(filled.setup.call.cohorts.all())
        return FactsForm(data, instance=application, names=step.facts, cohorts=cohorts, **more)
    if step.section:
        questions = list(step.section.questions.all())
        return SectionAnswersForm(data, files, questions=questions, known=filled.values, **more)
    papers = application.documents.all() if application.pk else []
    stored = {paper.kind: paper.sha256 for paper in papers}
    return PapersForm(data, files, names=step.papers, initial=stored, **more)


def parts(form: StepForm) -> dict[str, Any]:
    """What a valid form gives besides the columns, which are on its instance already."""
    if isinstance(form, SectionAnswersForm):
        return {"answers": form.given()}
    if isinstance(form, ConsentsForm):
        return {"consents": form.given()}
    return {"files": uploads(form.cleaned_data)}


def newly_asked(form: StepForm) -> list[FormQuestion]:
    """Questions that the answers of this form have brought up."""
    return form.newly_asked() if isinstance(form, SectionAnswersForm) else []
