"""Conditions of offers: set before the answer, settled by a person, missed by the clock."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ivi_training.guards.errors import MoveNotAllowed
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import condition, eligible, offered, quota, sign, staged
from trainees import tasks
from trainees.applying.models import Application
from trainees.joining.actions import conditions, offers
from trainees.joining.actions.conditions import ConditionTerms
from trainees.joining.errors import ConditionClosed, ConditionOverdue
from trainees.joining.models import Condition, Enrolment, Offer
from trainees.joining.statuses import ConditionStatus, EnrolmentStatus, OfferStatus
from trainees.office.reports import invariants
from trainees.places.models import Vacancy
from trainees.portal.actions import withdrawals
from trainees.selecting.actions import conditions as selecting_conditions
from trainees.selecting.actions import decisions, publications
from trainees.selecting.errors import NotSigned
from trainees.selecting.models import Decision

pytestmark = pytest.mark.django_db


def mails(name: str) -> int:
    return OutgoingEmail.objects.filter(kind=name).count()


def visa(days: int = 20) -> ConditionTerms:
    due_at = timezone.now() + timedelta(days=days)
    return ConditionTerms(Condition.Kind.VISA, due_at, Condition.WhenMissed.LAPSE)


def accepted(**wish: object) -> Condition:
    made = condition(offered(), **wish)
    offers.accept(made.offer, by=made.application.applicant.user)
    return made


def publish(application: Application) -> Offer:
    sign(application.cohort)
    (offer,) = decisions.publish(application.cohort, by=UserFactory())
    return offer


def test_condition_set_with_a_staged_decision_comes_with_the_offer_and_its_mail():
    application = staged()
    (made,) = selecting_conditions.set_all([application], visa(), by=UserFactory())
    assert (made.offer, mails("condition_set")) == (None, 0)
    offer = publish(application)
    made.refresh_from_db()
    assert made.offer == offer
    assert "visa" in OutgoingEmail.objects.get(kind="offer_made").text


def test_condition_of_an_open_offer_is_told_at_once():
    made = condition(offered())
    assert made.offer is not None
    assert mails("condition_set") == 1


@pytest.mark.parametrize("is_accepted", [True, False])
def test_nobody_finds_a_new_condition_after_accepting_or_without_a_decision(*, is_accepted: bool):
    application = accepted().application if is_accepted else eligible()
    with pytest.raises(ConditionClosed):
        selecting_conditions.set_all([application], visa(), by=UserFactory())


def test_signature_covers_the_conditions():
    application = staged(open_call(CohortFactory(program__signatures=2)))
    sign(application.cohort)
    selecting_conditions.set_all([application], visa(), by=UserFactory())
    with pytest.raises(NotSigned):
        decisions.publish(application.cohort, by=UserFactory())
    before = publications.digest(Decision.objects.staged())
    conditions.settle(
        Condition.objects.get(), ConditionStatus.WAIVED, by=UserFactory(), reason="Not needed"
    )
    assert publications.digest(Decision.objects.staged()) != before


def test_offer_is_not_made_on_a_condition_that_is_overdue():
    application = staged()
    selecting_conditions.set_all([application], visa(days=1), by=UserFactory())
    sign(application.cohort)
    with (
        time_machine.travel(timezone.now() + timedelta(days=2)),
        pytest.raises(ConditionOverdue),
    ):
        decisions.publish(application.cohort, by=UserFactory())
    assert not Offer.objects.exists()


@pytest.mark.parametrize("to", [ConditionStatus.MET, ConditionStatus.WAIVED])
def test_settled_condition_has_who_when_and_why_and_nothing_lapses(to: ConditionStatus):
    made, officer = accepted(), UserFactory()
    conditions.settle(made, to, by=officer, reason="Seen")
    assert (made.settled_by, made.note, mails("condition_settled")) == (officer, "Seen", 1)
    with time_machine.travel(made.due_at + timedelta(days=1)):
        tasks.expire_offers()
    assert Enrolment.objects.get().status == EnrolmentStatus.CONFIRMED
    with pytest.raises(ConditionClosed):
        conditions.settle(made, to, by=officer, reason="Again")


@pytest.mark.parametrize("is_accepted", [True, False])
def test_missed_condition_frees_place_and_money_by_the_clock(*, is_accepted: bool):
    cohort = CohortFactory()
    total, line = quota(cohort, 10), line_of(grant_for(cohort.program))
    package_for(line, amount=1_000)
    made = condition(offered(open_call(cohort)), due_at=timezone.now() + timedelta(days=5))
    if is_accepted:
        offers.accept(made.offer, by=made.application.applicant.user)
    tasks.expire_offers()
    assert Offer.objects.get().status != OfferStatus.RESCINDED
    with time_machine.travel(made.due_at):
        for _run in range(2):
            tasks.expire_offers()
    made.refresh_from_db()
    total.refresh_from_db()
    line.refresh_from_db()
    assert (made.status, made.settled_by, Offer.objects.get().status) == (
        "missed", None, "rescinded",
    )  # fmt: skip
    assert (total.used, line.committed, mails("condition_missed")) == (0, 0, 1)
    assert Vacancy.objects.open().get().place == made.offer.place
    assert list(invariants.differences()) == []


def test_condition_for_a_person_to_decide_does_not_lapse_by_itself():
    made = accepted(when_missed=Condition.WhenMissed.PERSON)
    with time_machine.travel(made.due_at):
        tasks.expire_offers()
        assert list(Condition.objects.overdue()) == [made]
        offers.lapse(made, by=UserFactory(), reason="No visa")
    assert Enrolment.objects.get().status == EnrolmentStatus.CANCELLED
    assert "No visa" in OutgoingEmail.objects.latest("pk").text


def test_condition_is_not_missed_before_its_due_date():
    made = accepted()
    with pytest.raises(ConditionClosed):
        offers.lapse(made, by=UserFactory(), reason="Impatience")
    assert Enrolment.objects.get().status == EnrolmentStatus.CONFIRMED


def test_once_training_has_begun_the_clock_leaves_it_to_a_person():
    made = accepted()
    Enrolment.objects.get().move(EnrolmentStatus.IN_TRAINING, by=UserFactory())
    with time_machine.travel(made.due_at):
        tasks.expire_offers()
        assert Condition.objects.overdue().exists()
        with pytest.raises(MoveNotAllowed):
            offers.lapse(made, by=UserFactory(), reason="Too late")


def test_condition_of_a_place_given_back_asks_nothing_any_more():
    made = accepted()
    withdrawals.withdraw(made.application, by=made.application.applicant.user)
    with time_machine.travel(made.due_at):
        assert not Condition.objects.overdue().exists()
        with pytest.raises(ConditionClosed):
            conditions.settle(made, ConditionStatus.MET, by=UserFactory())


def test_reminder_goes_out_once_near_the_due_date():
    made = accepted()
    tasks.remind_of_offers()
    assert mails("condition_reminded") == 0
    with time_machine.travel(made.due_at - timedelta(days=2)):
        for _run in range(2):
            tasks.remind_of_offers()
    assert mails("condition_reminded") == 1
