"""Applications at each step, brought there by the real actions."""

from datetime import date, timedelta
from typing import Any

import factory
from django.db import connection
from django.utils import timezone

from courses.calls.models import Call, ConsentTerm
from courses.cohorts.models import Cohort
from courses.organisations.models import Organisation
from ivi_training.accounts.models import DataExport, User
from tests.databases import as_owner
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.files import pdf
from trainees.applying.actions import answers, drafts
from trainees.applying.models import Application
from trainees.joining.actions import conditions, deferrals
from trainees.joining.models import Condition, Deferral, Offer
from trainees.joining.statuses import Outcome
from trainees.online.actions import online as joining
from trainees.online.models import OnlineEnrolment
from trainees.people.models import Applicant
from trainees.places.actions import vacancies
from trainees.places.models import Quota, QuotaRule
from trainees.records.actions import corrections, data_exports
from trainees.records.models import Correction
from trainees.records.reports import data_archive
from trainees.screening.actions import findings, returns, submissions
from trainees.screening.models import ReturnRequest
from trainees.selecting.actions import conditions as selecting_conditions
from trainees.selecting.actions import decisions, promotions, publications
from trainees.selecting.models import Decision, Promotion
from trainees.selecting.statuses import DecisionReason


class ApplicantFactory(factory.django.DjangoModelFactory[Applicant]):
    class Meta:
        model = Applicant

    user = factory.SubFactory(UserFactory)
    given_names = factory.Faker("first_name")
    family_name = factory.Faker("last_name")
    gender = "female"
    birth_date = date(1990, 5, 17)
    nationality = "VN"
    residence = "VN"


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Works {n}")
    country = "VN"
    kind = "company"


def draft(call: Call | None = None, **facts: Any) -> Application:
    """A complete draft; `applicant__...` facts go to the applicant."""
    call = call or open_call()
    person = {
        k.removeprefix("applicant__"): facts.pop(k)
        for k in list(facts)
        if k.startswith("applicant__")
    }
    applicant = facts.pop("applicant", None) or ApplicantFactory(**person)
    application = Application(
        call=call,
        cohort=facts.pop("cohort", None) or call.cohorts.get(),
        **{
            "employer_name": "Nanogen",
            "employer_country": str(applicant.nationality),
            "employer_kind": "company",
            "job_title": "Engineer",
            "years_of_experience": 4,
            "education": "master",
            "field_of_study": "Biology",
            "english": "advanced",
            "statement": "I will train my colleagues.",
            **facts,
        },
    )
    application.form_version = answers.form_of(application)
    terms = ConsentTerm.objects.in_force().filter(program=call.program_id)
    drafts.save(application, applicant, files={"cv": pdf()}, consents=dict.fromkeys(terms, True))
    return application


def submitted(call: Call | None = None, **facts: Any) -> Application:
    application = draft(call, **facts)
    submissions.submit(application, by=application.applicant.user)
    return application


def returned(call: Call | None = None, **wish: Any) -> ReturnRequest:
    """A request for what is missing, not answered yet."""
    asked = {
        "fields": ["job_title"],
        "papers": ["endorsement"],
        "text": "Please sign the letter.",
        "due_at": timezone.now() + timedelta(days=7),
        "by": UserFactory(),
    }
    return returns.ask(submitted(call), **asked | wish)


def eligible(call: Call | None = None, **facts: Any) -> Application:
    application = submitted(call, **facts)
    findings.mark_eligible([application], by=UserFactory())
    return application


def staged(
    call: Call | None = None, outcome: Outcome = Outcome.SELECTED, **facts: Any
) -> Application:
    application = eligible(call, **facts)
    decisions.stage(
        [application], outcome=outcome, reason=DecisionReason.MERIT, note="", by=UserFactory()
    )
    return application


def sign(cohort: Cohort) -> None:
    """As many people as the program asks for stand for what is staged."""
    staged_now = list(Decision.objects.staged().filter(application__cohort=cohort))
    for _number in range(cohort.program.signatures):
        publications.sign(cohort, seen=publications.digest(staged_now), by=UserFactory())


def offered(call: Call | None = None, by: User | None = None, **facts: Any) -> Offer:
    application = staged(call, **facts)
    sign(application.cohort)
    decisions.publish(application.cohort, by=by or UserFactory())
    return Offer.objects.select_related(
        "application__applicant__user",
        "application__call",
        "application__cohort",
        "place__cohort",
        "commitment",
    ).get(application=application)


def condition(offer: Offer, **wish: Any) -> Condition:
    """A condition of an offer that waits for its answer, due in twenty days."""
    asked = {
        "kind": Condition.Kind.VISA,
        "due_at": timezone.now() + timedelta(days=20),
        "when_missed": Condition.WhenMissed.LAPSE,
    }
    terms = conditions.ConditionTerms(**asked | wish)
    (made,) = selecting_conditions.set_all([offer.application], terms, by=UserFactory())
    return made


def later_cohort(cohort: Cohort, **facts: Any) -> Cohort:
    """The next run of the same course, half a year on."""
    dates = {
        "starts_on": cohort.starts_on + timedelta(days=180),
        "ends_on": cohort.ends_on + timedelta(days=180),
    }
    return CohortFactory(program=cohort.program, course=cohort.course, **dates | facts)


def made_copy(user: User | None = None) -> DataExport:
    """A copy of somebody's data that can be saved."""
    export = data_exports.ask(user or UserFactory())
    with data_archive.write_archive(export.user) as archive:
        data_exports.finish(export, archive)
    return export


def correction(applicant: Applicant | None = None) -> Correction:
    """Somebody who says that a fact about them is wrong."""
    return corrections.ask(applicant or submitted().applicant, text="I was born on 17 May 1991.")


def deferral(offer: Offer, wanted: Cohort | None = None) -> Deferral:
    """A request to come later, not decided yet."""
    if wanted is None:
        later_cohort(offer.place.cohort)
    by = offer.application.applicant.user
    return deferrals.ask(offer, wanted=wanted, text="My mother is ill.", by=by)


def waiting(call: Call | None = None, **facts: Any) -> Application:
    application = staged(call, Outcome.WAITLISTED, **facts)
    decisions.publish(application.cohort, by=UserFactory())
    return application


def online(call: Call | None = None, **facts: Any) -> OnlineEnrolment:
    """Somebody who waits and follows the program's open online cohort meanwhile."""
    application = waiting(call, **facts)
    open_cohort(application.cohort)
    return joining.join(application)


def open_cohort(cohort: Cohort) -> Cohort:
    """An open online cohort of the same program."""
    return CohortFactory(program=cohort.program, modality="online", is_open=True)


def proposed(call: Call | None = None, **facts: Any) -> Promotion:
    """Somebody who waits, proposed for a place that the office asks to fill."""
    application = waiting(call, **facts)
    vacancies.note_by_hand(application.cohort, by=UserFactory())
    promotions.run(application.cohort.program_id)
    return Promotion.objects.for_list().get(entry__application=application)


def quota(cohort: Cohort, /, ceiling: int, name: str = "Total", **facts: Any) -> Quota:
    return Quota.objects.create(program=cohort.program, name_en=name, ceiling=ceiling, **facts)


def a_rule_of_the_database_alone() -> None:
    """Refuse every place, until the end of the test, by a rule that no page knows."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trainees_place ADD CONSTRAINT unknown CHECK (false) NOT VALID")


def rule(cohort: Cohort, fact: str = "country", ceiling: int = 2) -> QuotaRule:
    return QuotaRule.objects.create(
        program=cohort.program, name_en=fact.capitalize(), fact=fact, ceiling=ceiling
    )
