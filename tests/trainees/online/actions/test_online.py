"""The open online cohort: without place and money, apart from every figure of the course."""

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import (
    eligible,
    offered,
    online,
    open_cohort,
    quota,
    staged,
    waiting,
)
from trainees.applying.models import Application
from trainees.insight.reports import dashboard
from trainees.joining.actions import offers
from trainees.joining.models import Enrolment, Offer
from trainees.joining.statuses import Outcome
from trainees.office.reports import invariants
from trainees.online.actions import online as joining
from trainees.online.errors import NotForOnline
from trainees.online.models import OnlineEnrolment
from trainees.places.actions import vacancies
from trainees.portal.actions import withdrawals
from trainees.selecting.actions import decisions, promotions
from trainees.selecting.actions import waiting_lists as lists
from trainees.selecting.models import Promotion

pytestmark = pytest.mark.django_db


def not_selected() -> Application:
    application = staged(outcome=Outcome.NOT_SELECTED)
    decisions.publish(application.cohort, by=UserFactory())
    application.refresh_from_db()
    return application


def promoted(application: Application) -> Offer:
    vacancies.note_by_hand(application.cohort, by=UserFactory())
    promotions.run(application.cohort.program_id)
    promotions.approve(Promotion.objects.get(), by=UserFactory())
    return Offer.objects.select_related(
        "application__applicant__user", "application__cohort", "place", "commitment"
    ).get(application=application)


def test_who_was_not_selected_joins_without_place_and_money():
    application = not_selected()
    total, line = quota(application.cohort, 5), line_of(grant_for(application.cohort.program))
    package_for(line, amount=1_000)
    open_cohort(application.cohort)
    made = joining.join(application)
    assert joining.join(application) == made
    total.refresh_from_db()
    line.refresh_from_db()
    assert (total.used, line.committed) == (0, 0)
    assert OutgoingEmail.objects.filter(kind="online_joined").count() == 1
    assert list(invariants.differences()) == []


def test_number_on_the_waiting_list_stays():
    enrolment = online()
    position = lists.position_of(enrolment.application)
    assert position is not None
    assert enrolment.application.status == "waitlisted"


def test_accepted_place_ends_the_online_enrolment_on_record():
    enrolment = online()
    offer = promoted(enrolment.application)
    enrolment.refresh_from_db()
    assert enrolment.status == "enrolled"
    offers.accept(offer, by=offer.application.applicant.user)
    enrolment.refresh_from_db()
    change = enrolment.changes().get()
    assert (enrolment.status, change.by) == ("superseded", offer.application.applicant.user)
    assert list(invariants.differences()) == []


def test_declined_place_leaves_the_online_enrolment():
    enrolment = online()
    offer = promoted(enrolment.application)
    offers.decline(offer, by=offer.application.applicant.user)
    enrolment.refresh_from_db()
    assert enrolment.status == "enrolled"


def test_who_left_may_join_again():
    enrolment = online()
    application = enrolment.application
    joining.leave(application, by=application.applicant.user)
    joining.leave(application, by=application.applicant.user)
    enrolment.refresh_from_db()
    assert enrolment.status == "left"
    assert joining.join(application) != enrolment


def test_nobody_with_an_offer_or_without_a_result_joins():
    call = open_call()
    for application in (offered(call).application, eligible(call)):
        open_cohort(application.cohort)
        with pytest.raises(NotForOnline):
            joining.join(application)
        with pytest.raises(DatabaseError), transaction.atomic():
            OnlineEnrolment.objects.create(
                application=application, cohort=open_cohort(application.cohort)
            )


def test_cohort_of_another_program_closed_or_over_is_not_joined():
    application = waiting()
    elsewhere = open_cohort(CohortFactory())
    closed = CohortFactory(program=application.cohort.program, modality="online")
    with pytest.raises(NotForOnline):
        joining.join(application)
    for cohort in (elsewhere, closed):
        with pytest.raises(DatabaseError), transaction.atomic():
            OnlineEnrolment.objects.create(application=application, cohort=cohort)
    open_ = open_cohort(application.cohort)
    with (
        time_machine.travel(timezone.now() + (open_.ends_on - timezone.localdate()) * 2),
        pytest.raises(NotForOnline),
    ):
        joining.join(application)


def test_dashboard_keeps_the_two_numbers_apart():
    call = open_call()
    offer = offered(call)
    offers.accept(offer, by=offer.application.applicant.user)
    online(call)
    report = dashboard.build(offer.application.cohort.program)
    assert (report.total.enrolled, report.total.online) == (1, 1)
    assert Enrolment.objects.count() == 1
    assert [(c.enrolled, c.online) for c in report.by_cohort if c.online] == [(0, 1)]


def test_withdrawn_application_ends_the_online_enrolment():
    enrolment = online()
    application = enrolment.application
    withdrawals.withdraw(application, by=application.applicant.user)
    enrolment.refresh_from_db()
    assert (application.status, enrolment.status) == ("withdrawn", "left")
