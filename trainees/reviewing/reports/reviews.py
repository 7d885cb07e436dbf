"""What a reviewer may see of an application: everything that the rubric does not hide."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django_countries import countries

from courses.calls.statuses import FormStage, QuestionKind
from ivi_training.accounts.models import User
from trainees.applying.actions.answers import FilledForm, read
from trainees.applying.models import Application, Document, Endorsement
from trainees.applying.reports.answers import AnswerSection, sections_of
from trainees.applying.statuses import ApplicationStatus, EndorsementStatus
from trainees.reviewing.models import Review
from trainees.reviewing.statuses import ReviewStatus


@dataclass(frozen=True)
class Neighbours:
    """The waiting reviews before and after this one, and how many wait."""

    previous: int | None
    following: int | None
    waiting: int


def facts(review: Review) -> list[tuple[str, str]]:
    """The answers of an application with their labels, without what the rubric hides."""
    application, rubric = review.application, review.rubric
    applicant = application.applicant
    shown = [(_("Reference number"), application.reference or "")]
    if not rubric.hide_name:
        shown.append((_("Name"), applicant.full_name))
    if not rubric.hide_gender:
        shown.append((_("Gender"), application.get_gender_display()))
    if not rubric.hide_country:
        shown += _countries(application)
    if not rubric.hide_organisation:
        shown.append((_("Employer"), application.employer_name))
    return [
        *shown,
        (_("Kind of organisation"), application.get_employer_kind_display()),
        (_("Position"), application.job_title),
        (_("Years of experience"), str(application.years_of_experience)),
        (
            _("Highest degree"),
            f"{application.get_education_display()}, {application.field_of_study}",
        ),
        (_("English"), application.get_english_display()),
    ]


def answers(review: Review) -> list[AnswerSection]:
    """The answers to the call's form, without what the rubric hides."""
    return for_reviewer(read(review.application), review)


def _countries(application: Application) -> list[tuple[str, str]]:
    applicant = application.applicant
    nationalities = [applicant.nationality, applicant.second_nationality]
    return [
        (_("Nationality"), ", ".join(str(countries.name(c.code)) for c in nationalities if c)),
        (_("Residence"), str(countries.name(applicant.residence.code))),
        (_("Country of the employer"), str(countries.name(application.employer_country.code))),
    ]


def documents(review: Review) -> list[Document]:
    """The papers, where the rubric shows them and as long as the application is in review."""
    is_shown = review.rubric.shows_documents and review.status != ReviewStatus.RECUSED
    if not is_shown or review.application.status != ApplicationStatus.IN_REVIEW:
        return []
    handed_in = review.application.documents.given_at(FormStage.APPLICATION)
    return list(handed_in.select_related("question"))


def endorsements(review: Review) -> list[Endorsement]:
    signed = review.application.endorsements.filter(
        status=EndorsementStatus.SIGNED, rule__is_shown_to_reviewers=True
    )
    return list(signed.select_related("rule", "cohort").order_by("rule__position", "pk"))


def neighbours(review: Review, user: User) -> Neighbours:
    waiting = list(
        Review.objects.waiting().filter(reviewer=user).order_by("pk").values_list("pk", flat=True)
    )
    return Neighbours(
        previous=max((pk for pk in waiting if pk < review.pk), default=None),
        following=min((pk for pk in waiting if pk > review.pk), default=None),
        waiting=len(waiting),
    )


def for_reviewer(filled: FilledForm, review: Review) -> list[AnswerSection]:
    rubric = review.rubric
    hides_names = rubric.hide_name or rubric.hide_organisation
    hidden = {
        QuestionKind.ORGANISATION: rubric.hide_organisation,
        QuestionKind.COUNTRY: rubric.hide_country,
        # Files are shown beside the sheet, with the other papers.
        QuestionKind.FILE: True,
        QuestionKind.AGREEMENT: True,
    }
    return sections_of(
        filled,
        [
            question
            for question in filled.asked()
            if not hidden.get(QuestionKind(question.kind))
            and not (question.names_person and hides_names)
        ],
    )
