"""The steps in which an application is filled in, and what each of them still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.models import FormSection
from trainees.actions import answers, consents, endorsements
from trainees.actions.answers import Filled
from trainees.actions.endorsements import Needed
from trainees.models import Applicant, Application, Document


@dataclass(frozen=True)
class Step:
    """One page of the form: columns of the person or the application, papers, or a section."""

    slug: str
    title: str | Promise
    person: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    section: FormSection | None = None


COURSE = Step("course", _("The course"), facts=("cohort",))
# Before anything about the person is asked.
CONSENTS = Step("consents", _("Consents"))
PERSON = Step(
    "person",
    _("About you"),
    person=(
        "given_names", "family_name", "preferred_name", "certificate_name", "gender",
        "birth_date", "nationality", "second_nationality", "residence",
    ),
)  # fmt: skip
WORK = Step(
    "work",
    _("Your work"),
    facts=(
        "employer_name", "employer_country", "employer_kind", "job_title", "years_of_experience",
    ),
)  # fmt: skip
EDUCATION = Step(
    "education", _("Education and language"), facts=("education", "field_of_study", "english")
)
STATEMENT = Step("statement", _("Your statement"), facts=("statement",))
ENDORSEMENTS = Step("endorsements", _("Endorsement"))
PAPERS = Step("papers", _("Papers"), papers=("cv", "endorsement"))
ASKED_OF_ALL = (COURSE, CONSENTS, PERSON, WORK, EDUCATION, STATEMENT)
OPTIONAL = {"family_name", "preferred_name", "certificate_name", "second_nationality"}


@dataclass(frozen=True)
class Gap:
    """Something that a submission still needs, and where it is given."""

    label: str
    step: str
    field: str

    def __str__(self) -> str:
        return self.label


def steps_of(filled: Filled, needed: Sequence[Needed] = ()) -> list[Step]:
    """What every call asks, then the sections of this call's form, endorsements, papers."""
    endorsed = [ENDORSEMENTS] if needed else []
    return [*ASKED_OF_ALL, *sections_of(filled), *endorsed, PAPERS]


def sections_of(filled: Filled) -> list[Step]:
    """A step for each section of a form."""
    return [
        Step(f"form-{number}", section.title, section=section)
        for number, section in enumerate(filled.sections, start=1)
    ]


def unanswered(filled: Filled) -> list[Gap]:
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
    application: Application, filled: Filled | None = None, needed: Sequence[Needed] | None = None
) -> list[Gap]:
    """Everything that a submission still needs, in the order of the steps."""
    filled = filled or answers.read(application)
    setup = filled.setup
    needed = endorsements.needed(application, setup) if needed is None else needed
    found: list[Gap] = []
    for step in ASKED_OF_ALL:
        if step is CONSENTS:
            found += [
                Gap(term.title, step.slug, term.field)
                for term in consents.lacking(application.applicant, setup)
            ]
        found += _empty(application.applicant, step.person, step.slug)
        found += _empty(application, step.facts, step.slug)
    found += unanswered(filled)
    found += [Gap(one.lack, ENDORSEMENTS.slug, one.field) for one in needed if one.is_missing]
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
