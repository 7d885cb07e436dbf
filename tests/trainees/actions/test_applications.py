"""Drafting, submitting, screening and withdrawing: once, whole, and nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from courses.calls.models import Call
from courses.organisations.models import Organisation
from ivi_training.guards.errors import MoveNotAllowed
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.files import pdf
from tests.factories.trainees import (
    ApplicantFactory,
    draft,
    eligible,
    offered,
    staged,
    submitted,
)
from trainees.applying.actions import drafts, form_pages
from trainees.applying.errors import ApplicationIncomplete, ApplicationsClosed, StaleDraft
from trainees.applying.models import Application, Document
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.actions import offers
from trainees.joining.statuses import EnrolmentStatus, OfferStatus, Outcome
from trainees.office.reports import invariants
from trainees.portal.actions import withdrawals
from trainees.screening.actions import findings, submissions
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return open_call()


def submit(application: Application) -> None:
    submissions.submit(application, by=application.applicant.user)


def save(application: Application, **files: Any) -> None:
    drafts.save(application, application.applicant, files=files)


def mails(template: str) -> int:
    return OutgoingEmail.objects.filter(kind=template).count()


# --- drafts -------------------------------------------------------------------------------------


def test_account_is_greeted_by_the_name_in_the_application(call: Call):
    application = draft(call, applicant__given_names="Thị Hương", applicant__family_name="Nguyễn")
    assert application.applicant.user.name == "Thị Hương Nguyễn"


def test_saving_advances_the_version(call: Call):
    application = draft(call)
    save(application)
    save(application)
    application.refresh_from_db()
    assert application.version == 3


def test_older_version_overwrites_nothing(call: Call):
    draft(call)
    first, second = (Application.objects.get() for _tab in range(2))
    first.statement = "From the first tab"
    save(first)
    second.statement = "From the second tab"
    with pytest.raises(StaleDraft, match="Nothing there was overwritten"):
        save(second)
    assert Application.objects.get().statement == "From the first tab"


def test_submitted_application_is_not_written_over(call: Call):
    application = draft(call)
    stale = Application.objects.get()
    submit(application)
    stale.statement = "Too late"
    with pytest.raises(StaleDraft):
        save(stale)
    assert Application.objects.get().statement == "I will train my colleagues."


def test_second_draft_of_the_same_person_is_refused(call: Call):
    application = draft(call)
    another = Application(call=call, cohort=application.cohort)
    with pytest.raises(StaleDraft):
        drafts.save(another, application.applicant)
    assert Application.objects.count() == 1


def test_second_paper_of_a_kind_takes_the_place_of_the_first(call: Call):
    application = draft(call)
    save(application, cv=pdf("newer.pdf"), endorsement=pdf("letter.pdf"))
    names = Document.objects.order_by("kind").values_list("kind", "name")
    assert list(names) == [("cv", "newer.pdf"), ("endorsement", "letter.pdf")]


# --- submission ---------------------------------------------------------------------------------


def test_submitting_twice_is_submitting_once(call: Call):
    application = draft(call)
    submit(application)
    submit(Application.objects.get())
    submit(application)
    assert application.changes().count() == 1
    assert mails("application_received") == 1


def test_draft_that_changed_since_it_was_read_is_not_submitted(call: Call):
    application = draft(call)
    read = Application.objects.get()
    application.employer_country = "JP"
    save(application)
    with pytest.raises(StaleDraft):
        submit(read)
    assert Application.objects.get().status == ApplicationStatus.DRAFT


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"applicant__given_names": ""}, "given names"),
        ({"applicant__gender": ""}, "gender"),
        ({"applicant__birth_date": None}, "date of birth"),
        ({"employer_name": ""}, "employer"),
        ({"years_of_experience": None}, "years of experience"),
        ({"statement": ""}, "statement of purpose"),
    ],
)
def test_missing_answer_is_named(call: Call, facts: dict[str, Any], label: str):
    application = draft(call, **facts)
    with pytest.raises(ApplicationIncomplete) as refusal:
        submit(application)
    assert refusal.value.then == [label]
    application.refresh_from_db()
    assert (application.status, application.reference) == (ApplicationStatus.DRAFT, None)


def test_missing_paper_is_named(call: Call):
    application = draft(call)
    application.documents.all().delete()
    assert [gap.label for gap in form_pages.gaps(application)] == ["Curriculum vitae"]


def test_no_experience_is_an_answer(call: Call):
    assert form_pages.gaps(draft(call, years_of_experience=0)) == []


@pytest.mark.parametrize("days", [-2, 32])
def test_call_that_is_not_open_takes_nothing_and_keeps_the_draft(call: Call, days: int):
    application = draft(call)
    with (
        time_machine.travel(call.opens_at + timedelta(days=days), tick=False),
        pytest.raises(ApplicationsClosed, match="Your draft is kept"),
    ):
        submit(application)
    assert Application.objects.get().status == ApplicationStatus.DRAFT


@pytest.mark.parametrize(
    ("first", "second"),
    [("Nanogen", "nanogen "), ("İzmir Bio", "izmir bio"), ("Straße GmbH", "straße gmbh")],
)
def test_same_employer_is_one_organisation_whatever_its_case(call: Call, first: str, second: str):
    for name in (first, second):
        submitted(call, employer_name=name, employer_country="BR")
    submitted(call, employer_name=first, employer_country="VN")
    assert [o.name for o in Organisation.objects.filter(country="BR")] == [first]
    assert Organisation.objects.count() == 2


# --- screening ----------------------------------------------------------------------------------


def test_screening_is_all_or_none(call: Call):
    waiting, done = submitted(call), eligible(call)
    with pytest.raises(MoveNotAllowed):
        findings.mark_eligible([waiting, done], by=UserFactory())
    assert Application.objects.get(pk=waiting.pk).status == ApplicationStatus.SUBMITTED


def test_refusal_at_screening_has_a_person_a_reason_and_a_mail(call: Call):
    application, officer = submitted(call), UserFactory()
    reason = IneligibleReason.EXPERIENCE
    findings.mark_ineligible([application], reason=reason, note="12 years", by=officer)
    change = application.changes()[0]
    assert (change.by, change.reason) == (officer, "Years of experience: 12 years")
    assert mails("application_ineligible") == 1


# --- withdrawal ---------------------------------------------------------------------------------


def withdraw(application: Application) -> None:
    withdrawals.withdraw(application, by=application.applicant.user, reason="A new job")


def test_withdrawn_draft_is_nobodys_news(call: Call):
    application = draft(call)
    withdraw(application)
    assert application.status == ApplicationStatus.WITHDRAWN
    assert OutgoingEmail.objects.count() == 0


def test_withdrawal_takes_back_a_staged_decision(call: Call):
    application = staged(call)
    withdraw(application)
    assert not Decision.objects.exists()
    assert mails("application_withdrawn") == 1


def test_withdrawal_declines_an_open_offer(call: Call):
    offer = offered(call)
    withdraw(offer.application)
    offer.refresh_from_db()
    assert (offer.status, offer.decline_reason) == (OfferStatus.DECLINED, "A new job")
    assert offer.place.released_at
    assert not list(invariants.differences())


def test_withdrawal_ends_an_enrolment(call: Call):
    offer = offered(call)
    offers.accept(offer, by=offer.application.applicant.user)
    withdraw(offer.application)
    offer.refresh_from_db()
    assert offer.enrolment.status == EnrolmentStatus.WITHDRAWN
    assert offer.place.released_at
    assert not list(invariants.differences())


def test_withdrawal_after_the_deadline_of_an_offer_that_nobody_expired_yet(call: Call):
    offer = offered(call)
    with time_machine.travel(offer.respond_by + timedelta(seconds=1)):
        withdraw(offer.application)
    offer.refresh_from_db()
    assert offer.status in {OfferStatus.DECLINED, OfferStatus.EXPIRED}
    assert not list(invariants.differences())


@pytest.mark.parametrize("outcome", [Outcome.WAITLISTED, Outcome.NOT_SELECTED])
def test_decided_application_says_whether_it_can_be_withdrawn(call: Call, outcome: Outcome):
    application = eligible(call)
    Application.move_all([application], outcome, by=UserFactory())
    assert application.can_move(ApplicationStatus.WITHDRAWN) == (outcome == Outcome.WAITLISTED)


def test_applicant_of_two_calls_has_two_applications(call: Call):
    person = ApplicantFactory()
    draft(call, applicant=person)
    draft(open_call(), applicant=person)
    assert person.applications.count() == 2
