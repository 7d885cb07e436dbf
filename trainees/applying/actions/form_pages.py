"""The steps in which an application is filled in, and what each of them still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.calls.models import FormSection
from trainees.applying.actions import answers, consents, endorsements
from trainees.applying.actions.answers import FilledForm
from trainees.applying.actions.endorsements import RequiredEndorsement
from trainees.applying.models import Application, Document
from trainees.people.models import Applicant


@dataclass(frozen=True)
class FormPage:
    """One page of the form: columns of the person or the application, papers, or a section."""

    slug: str
    title: str | Promise
    person: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    section: FormSection | None = None


COURSE = FormPage("course", _("The course"), facts=("cohort",))
# Before anything about the person is asked.
CONSENTS = FormPage("consents", _("Consents"))
PERSON = FormPage("person", _("About you"), person=Applicant.FACTS)
WORK = FormPage("work", _("Your work"), facts=Application.WORK)
EDUCATION = FormPage("education", _("Education and language"), facts=Application.EDUCATION)
STATEMENT = FormPage("statement", _("Your statement"), facts=("statement",))
ENDORSEMENTS = FormPage("endorsements", _("Endorsement"))
PAPERS = FormPage("papers", _("Papers"), papers=("cv", "endorsement"))
ASKED_OF_ALL = (COURSE, CONSENTS, PERSON, WORK, EDUCATION, STATEMENT)
OPTIONAL = {
    column.name
    for column in Applicant._meta.local_fields
    if column.name in Applicant.FACTS and column.blank
}


@dataclass(frozen=True)
class Gap:
    """Something that a submission still needs, and where it is given."""

    label: str
    step: str
    field: str

    def __str__(self) -> str:
        return self.label


def pages_of(filled: FilledForm, needed: Sequence[RequiredEndorsement] = ()) -> list[FormPage]:
    """What every call asks, then the sections of this call's form, endorsements, papers."""
    endorsed = [ENDORSEMENTS] if needed else []
    return [*ASKED_OF_ALL, *sections_of(filled), *endorsed, PAPERS]


def sections_of(filled: FilledForm) -> list[FormPage]:
    """A step for each section of a form."""
    return [
        FormPage(f"form-{number}", section.title, section=section)
        for number, section in enumerate(filled.sections, start=1)
    ]


def unanswered(filled: FilledForm) -> list[Gap]:
    """The questions of a form that still need an answer."""
    missing = {question.pk for question in filled.missing()}
    return [
        Gap(question.label, step.slug, question.name)
        for step in sections_of(filled)
        if step.section
        for question in step.section.questions.all()
        if question.pk in missing
    ]


def gaps(
    application: Application,
    filled: FilledForm | None = None,
    needed: Sequence[RequiredEndorsement] | None = None,
) -> list[Gap]:
    filled = filled or answers.read(application)
    setup = filled.setup
    needed = endorsements.needed(application, setup) if needed is None else needed
    found: list[Gap] = []
    for step in ASKED_OF_ALL:
        if step is CONSENTS:
            found += [
                Gap(term.title, step.slug, term.field)
                for term in consents.missing_consents(application.applicant, setup)
            ]
        if step is COURSE and not setup.call.offers(application.cohort_id):
            # It was taken out of the call after it had been chosen.
            found.append(Gap(str(_("Cohort")), step.slug, "cohort"))
            continue
        found += _empty(application.applicant, step.person, step.slug)
        found += _empty(application, step.facts, step.slug)
    found += unanswered(filled)
    found += [Gap(one.gap_text, ENDORSEMENTS.slug, one.field) for one in needed if one.is_missing]
    kinds = filled.papers
    if kinds is None:
        kinds = frozenset(application.documents.values_list("kind", flat=True))
    required = {Document.Kind.CV, *setup.papers}
    found += [
        Gap(str(kind.label), PAPERS.slug, kind)
        for kind in Document.PAPERS
        if kind in required and kind not in kinds
    ]
    return found


def _empty(thing: Applicant | Application, names: Sequence[str], step: str) -> list[Gap]:
    """The named columns that hold nothing; no years of experience are an answer."""
    return [
        Gap(str(thing._meta.get_field(name).verbose_name), step, name)  # type: ignore[union-attr]
        for name in names
        if name not in OPTIONAL and getattr(thing, name) in (None, "")
    ]
