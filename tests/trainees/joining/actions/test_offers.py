"""Making, answering and ending offers: places and money move with them, once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import offered, quota, staged
from trainees import tasks
from trainees.joining.actions import enrolments, offers
from trainees.joining.errors import NotLater, OfferClosed
from trainees.joining.models import Enrolment
from trainees.joining.statuses import EnrolmentStatus, OfferStatus
from trainees.office.reports import invariants
from trainees.places.models import Vacancy
from trainees.portal.actions import withdrawals

pytestmark = pytest.mark.django_db


def test_offer_takes_place_commits_money_and_queues_mail():
    cohort = CohortFactory()
    total = quota(cohort, 10)
    line = line_of(grant_for(cohort.program))
    package_for(line, amount=1_000)

    offer = offered(open_call(cohort))

    total.refresh_from_db()
    line.refresh_from_db()
    assert (total.used, line.committed, line.available) == (1, 1_000, 499_000)
    assert offer.status == OfferStatus.SENT
    assert OutgoingEmail.objects.filter(kind="offer_made").count() == 1
    assert not list(invariants.differences())


def test_accept_enrols_and_keeps_place_and_money():
    offer = offered()
    enrolment = offers.accept(offer, by=offer.application.applicant.user)
    assert offers.accept(offer, by=offer.application.applicant.user) == enrolment
    assert Enrolment.objects.count() == 1
    assert not list(invariants.differences())


def test_decline_frees_place_and_money_once():
    cohort = CohortFactory()
    total = quota(cohort, 10)
    line = line_of(grant_for(cohort.program))
    package_for(line, amount=1_000)
    offer = offered(open_call(cohort))

    offers.decline(offer, by=offer.application.applicant.user)
    offers.decline(offer, by=offer.application.applicant.user)

    total.refresh_from_db()
    line.refresh_from_db()
    assert (total.used, line.committed, line.available) == (0, 0, 500_000)
    assert not list(invariants.differences())


def test_expired_offer_cannot_be_accepted():
    offer = offered()
    with time_machine.travel(offer.respond_by + timedelta(seconds=1)):
        with pytest.raises(OfferClosed):
            offers.accept(offer, by=offer.application.applicant.user)
        offers.expire(offer)
        offers.expire(offer)
    assert offer.status == OfferStatus.EXPIRED
    assert not list(invariants.differences())


def test_expire_leaves_an_offer_before_its_deadline():
    offer = offered()
    offers.expire(offer)
    assert offer.status == OfferStatus.SENT
    assert offer.respond_by > timezone.now()


def test_withdrawal_gives_back_the_enrolment_and_takes_back_what_is_staged():
    offer = offered()
    person = offer.application.applicant.user
    enrolment = offers.accept(offer, by=person)
    withdrawals.withdraw(offer.application, by=person, reason="A new job")
    enrolment.refresh_from_db()
    assert (enrolment.status, offer.application.status) == ("withdrawn", "withdrawn")
    waiting = staged()
    withdrawals.withdraw(waiting, by=waiting.applicant.user)
    assert not waiting.decisions.exists()
    assert not list(invariants.differences())


def test_extension_keeps_both_deadlines_and_tells_the_person():
    offer = offered()
    before, later = offer.respond_by, offer.respond_by + timedelta(days=5)
    made = offers.extend(offer, later, by=UserFactory(), reason="Ill")
    assert (made.before, made.respond_by, offer.respond_by) == (before, later, later)
    mail = OutgoingEmail.objects.get(kind="offer_extended")
    assert "Ill" in mail.text
    with pytest.raises(NotLater):
        offers.extend(offer, before, by=UserFactory(), reason="Back")


def test_answered_offer_is_not_extended():
    offer = offered()
    offers.accept(offer, by=UserFactory())
    with pytest.raises(OfferClosed):
        offers.extend(offer, offer.respond_by + timedelta(days=5), by=UserFactory(), reason="Why")


def test_reminder_goes_out_once_for_each_deadline():
    offer = offered()
    reminders = OutgoingEmail.objects.filter(kind="offer_reminded")
    tasks.remind_of_offers()
    assert not reminders.exists()
    with time_machine.travel(offer.respond_by - timedelta(days=2)):
        for _run in range(2):
            tasks.remind_of_offers()
        assert reminders.count() == 1
        offers.extend(offer, offer.respond_by + timedelta(days=9), by=UserFactory(), reason="Ill")
    with time_machine.travel(offer.respond_by - timedelta(days=1)):
        tasks.remind_of_offers()
    assert reminders.count() == 2


@pytest.mark.parametrize("to", ["withdrawn", "cancelled", "dismissed", "no_show"])
def test_enrolment_that_ends_before_the_course_frees_its_place(to: str):
    enrolment = offers.accept(offered(), by=UserFactory())
    enrolments.end(enrolment, EnrolmentStatus(to), by=UserFactory(), reason="Why")
    assert Vacancy.objects.open().get().place == enrolment.offer.place
    assert list(invariants.differences()) == []
