"""A freed place goes to the best-ranked waiting person who fits; who was passed over, and why."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import eligible, offered, quota, waiting
from trainees.applying.models import Application
from trainees.joining.actions import enrolments, offers
from trainees.joining.models import Offer
from trainees.joining.statuses import Outcome
from trainees.office.reports import invariants
from trainees.places.actions import floors, quotas, vacancies
from trainees.places.errors import QuotaFull
from trainees.places.models import Quota, Vacancy
from trainees.portal.actions import withdrawals
from trainees.screening.actions import stream_decisions
from trainees.selecting.actions import decisions, promotions
from trainees.selecting.errors import PromotionClosed
from trainees.selecting.models import Promotion, WaitingEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    """One place, offered automatically when it frees."""
    made = CohortFactory(promotion="automatic")
    quota(made, 1)
    return made


@pytest.fixture
def call(cohort: Cohort) -> Call:
    return open_call(cohort)


def status(application: Application) -> str:
    return Application.objects.get(pk=application.pk).status


def run(cohort: Cohort) -> list[Promotion]:
    made = promotions.run(cohort.program_id)
    assert list(invariants.differences()) == []
    return made


def from_korea() -> dict[str, Any]:
    return {"applicant__nationality": "KR", "employer_country": "KR"}


def test_declined_place_goes_to_the_first_who_waits(cohort: Cohort, call: Call):
    offer = offered(call)
    first, second = waiting(call), waiting(call)
    offers.decline(offer, by=UserFactory())
    (promotion,) = run(cohort)
    assert (status(first), status(second)) == ("selected", "waitlisted")
    assert promotion.offer == Offer.objects.get(application=first)
    mail = OutgoingEmail.objects.get(kind="offer_made", subject_id=promotion.offer.pk)
    assert "waiting list" in mail.text
    assert run(cohort) == []


def decline(offer: Offer) -> None:
    offers.decline(offer, by=UserFactory())


def expire(offer: Offer) -> None:
    Offer.objects.filter(pk=offer.pk).update(respond_by=timezone.now() - timedelta(hours=1))
    offers.expire(offer)


def withdraw(offer: Offer) -> None:
    withdrawals.withdraw(offer.application, by=UserFactory())


def rescind(offer: Offer) -> None:
    offers.rescind(offer, by=UserFactory(), reason="Why")


def end(offer: Offer) -> None:
    enrolments.cancel(offers.accept(offer, by=UserFactory()), by=UserFactory(), reason="Why")


@pytest.mark.parametrize("step", [decline, expire, withdraw, rescind, end])
def test_every_way_to_free_a_place_promotes(cohort: Cohort, call: Call, step: Any):
    offer = offered(call)
    next_one = waiting(call)
    step(offer)
    assert len(run(cohort)) == 1
    assert status(next_one) == "selected"


def test_one_freed_place_promotes_one_however_much_is_free(cohort: Cohort, call: Call):
    offer = offered(call)
    people = [waiting(call) for _person in range(3)]
    quotas.revise(
        cohort.program, {Quota.objects.get(): 9}, effective_on=timezone.localdate(), reason="More",
        reference="", by=UserFactory(),
    )  # fmt: skip
    Vacancy.objects.update(handled_at=timezone.now())
    decline(offer)
    run(cohort)
    assert [status(person) for person in people] == ["selected", "waitlisted", "waitlisted"]


def test_who_is_passed_over_is_recorded_with_the_quota(cohort: Cohort, call: Call):
    korea = cohort.program.streams.get(code="KOREA")
    quota(cohort, 0, "Korea", stream=korea)
    offer = offered(call)
    korean, lmic = waiting(call, **from_korea()), waiting(call)
    decline(offer)
    (promotion,) = run(cohort)
    assert (status(korean), status(lmic)) == ("waitlisted", "selected")
    passed = promotion.passed_over.get()
    assert (passed.entry.application, passed.quota.name) == (korean, "Korea")
    assert passed.what_stopped == "Korea: 0 of 0 places were taken."


def test_reserved_place_goes_to_whom_it_is_reserved_for(cohort: Cohort, call: Call):
    offer = offered(call)
    man, woman = waiting(call, applicant__gender="male"), waiting(call)
    quota(cohort, 1, "Women", gender="female", floor=1)
    decline(offer)
    (promotion,) = run(cohort)
    assert (status(man), status(woman)) == ("waitlisted", "selected")
    assert promotion.passed_over.get().why == "reserved"


def test_who_the_budget_cannot_carry_is_passed_over(cohort: Cohort, call: Call):
    offer = offered(call)
    waiting_one = waiting(call)
    line = line_of(grant_for(cohort.program), budget=10)
    package_for(line, amount=100)
    decline(offer)
    assert run(cohort) == []
    assert status(waiting_one) == "waitlisted"


def test_decision_in_the_committees_hands_is_left_to_it(cohort: Cohort, call: Call):
    offer = offered(call)
    first, second = waiting(call), waiting(call)
    first.refresh_from_db()
    decisions.stage(
        [first], outcome=Outcome.NOT_SELECTED, reason="merit", note="", by=UserFactory()
    )
    decline(offer)
    (promotion,) = run(cohort)
    assert status(second) == "selected"
    assert promotion.passed_over.get().why == "staged"


def test_nobody_is_promoted_after_the_cut_off(cohort: Cohort, call: Call):
    offer = offered(call)
    waiting_one = waiting(call)
    Cohort.objects.filter(pk=cohort.pk).update(
        promote_until=timezone.localdate() - timedelta(days=1)
    )
    decline(offer)
    assert run(cohort) == []
    assert status(waiting_one) == "waitlisted"
    assert not Vacancy.objects.open().exists()


# --- on approval --------------------------------------------------------------------------------


@pytest.fixture
def proposed(cohort: Cohort, call: Call) -> Promotion:
    """The first of two who wait is proposed for the only place."""
    Cohort.objects.filter(pk=cohort.pk).update(promotion="approval")
    offer = offered(call)
    waiting(call)
    waiting(call)
    decline(offer)
    (promotion,) = run(cohort)
    return promotion


def test_proposal_holds_the_place_until_a_person_approves(cohort: Cohort, proposed: Promotion):
    assert (proposed.status, Offer.objects.count()) == ("pending", 1)
    vacancies.note_by_hand(cohort, by=UserFactory())
    assert run(cohort) == []
    officer = UserFactory()
    promotions.approve(proposed, by=officer, reason="Fits")
    promotions.approve(proposed, by=officer, reason="Fits")
    proposed.refresh_from_db()
    assert (proposed.status, proposed.offer.application) == ("offered", proposed.entry.application)
    change = proposed.changes().get()
    assert (change.by, change.reason) == (officer, "Fits")


def test_skipped_person_stays_on_the_list_and_the_next_is_proposed(
    cohort: Cohort, proposed: Promotion
):
    promotions.skip(proposed, by=UserFactory(), reason="Visa takes too long")
    (second,) = run(cohort)
    assert second.entry.position == proposed.entry.position + 1
    assert second.passed_over.get().why == "skipped"
    assert WaitingEntry.objects.waiting().count() == 2
    with pytest.raises(PromotionClosed):
        promotions.approve(proposed, by=UserFactory())


def test_approval_is_refused_when_the_place_is_gone(proposed: Promotion, call: Call):
    offered(call)
    with pytest.raises(QuotaFull, match="Total: 1 of 1"):
        promotions.approve(proposed, by=UserFactory())
    assert status(proposed.entry.application) == "waitlisted"


def test_place_of_who_leaves_goes_on(cohort: Cohort, proposed: Promotion):
    withdrawals.withdraw(proposed.entry.application, by=UserFactory())
    assert promotions.programs_to_serve() == [cohort.program_id]
    (second,) = run(cohort)
    proposed.refresh_from_db()
    assert (proposed.status, second.entry.position) == ("lapsed", proposed.entry.position + 1)
    assert promotions.programs_to_serve() == []


def test_raised_ceiling_never_skips_approval(cohort: Cohort, call: Call):
    offered(call)
    people = [waiting(call) for _person in range(3)]
    quotas.revise(
        cohort.program, {Quota.objects.get(): 3}, effective_on=timezone.localdate(), reason="More",
        reference="", by=UserFactory(),
    )  # fmt: skip
    assert [p.status for p in run(cohort)] == ["pending", "pending"]
    assert [status(person) for person in people] == ["waitlisted"] * 3


def test_released_floor_proposes_as_many_as_it_kept(cohort: Cohort, call: Call):
    men = [waiting(call, applicant__gender="male") for _man in range(2)]
    women = quota(cohort, 1, "Women", gender="female", floor=1)
    floors.release(women, reason="Few applied", reference="", by=UserFactory())
    (promotion,) = run(cohort)
    assert promotion.entry.application == men[0]


def test_floor_that_ended_by_its_date_is_noted_once(cohort: Cohort, call: Call):
    man = waiting(call, applicant__gender="male")
    quota(
        cohort, 1, "Women", gender="female", floor=1,
        floor_until=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    promotions.note_floors_that_ended()
    promotions.note_floors_that_ended()
    (promotion,) = run(cohort)
    assert (promotion.entry.application, Vacancy.objects.count()) == (man, 1)


def test_undecided_stream_is_passed_over(cohort: Cohort, call: Call):
    offer = offered(call)
    undecided, second = waiting(call, applicant__nationality="VE"), waiting(call)
    decline(offer)
    (promotion,) = run(cohort)
    assert status(second) == "selected"
    assert promotion.passed_over.get().why == "stream"
    stream_decisions.decide(
        undecided, cohort.program.streams.get(code="LMIC"), by=UserFactory(), reason="Letter"
    )
    assert WaitingEntry.objects.waiting().get().stream.code == "LMIC"
    assert list(invariants.differences()) == []


def test_eligible_person_is_no_candidate(cohort: Cohort, call: Call):
    offer = offered(call)
    eligible(call)
    decline(offer)
    assert run(cohort) == []


def test_person_who_has_a_place_already_is_passed_over_for_a_second():
    cohort = CohortFactory(promotion="automatic")
    quota(cohort, 2)
    call = open_call(cohort)
    first, freed = offered(call), offered(call)
    again = waiting(open_call(cohort), applicant=first.application.applicant)
    second = waiting(call)
    decline(freed)
    (promotion,) = run(cohort)
    assert promotion.passed_over.get().why == "seat"
    assert (status(again), status(second)) == ("waitlisted", "selected")


def test_person_who_waits_by_two_applications_is_proposed_once():
    cohort = CohortFactory()
    quota(cohort, 2)
    one = waiting(open_call(cohort))
    waiting(open_call(cohort), applicant=one.applicant)
    for _place in range(2):
        vacancies.note_by_hand(cohort, by=UserFactory())
    (promotion,) = run(cohort)
    assert promotion.entry.application == one
