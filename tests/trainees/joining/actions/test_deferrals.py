"""Deferral: one place and its money given back, others taken in the later cohort, or nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from courses.cohorts.models import Cohort
from grants.commitments.models import Commitment, SupportPackage, SupportPackageItem
from grants.ledger.errors import BudgetExceeded
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import (
    condition,
    deferral,
    later_cohort,
    offered,
    open_cohort,
    quota,
    waiting,
)
from trainees.insight.reports import dashboard
from trainees.joining.actions import deferrals, offers
from trainees.joining.errors import ConditionOverdue, DeferralClosed
from trainees.joining.models import Condition, Deferral, Enrolment, Offer
from trainees.joining.reports.deferrals import options
from trainees.joining.statuses import EnrolmentStatus, OfferStatus
from trainees.office.reports import invariants
from trainees.places.actions import places
from trainees.places.errors import PlacesReserved, QuotaFull, SeatHeld
from trainees.places.models import Place, Tally, Vacancy
from trainees.portal.actions import withdrawals
from trainees.selecting.actions import promotions

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory(title_en="Spring")


@pytest.fixture
def later(cohort: Cohort) -> Cohort:
    return later_cohort(cohort, title_en="Autumn")


def place_in(cohort: Cohort, *, is_accepted: bool = True) -> Offer:
    offer = offered(open_call(cohort))
    if is_accepted:
        offers.accept(offer, by=offer.application.applicant.user)
    return offer


def defer(offer: Offer, to: Cohort) -> Offer:
    deferrals.defer(offer, to, by=UserFactory(), reason="Ill")
    return offer.application.offers.latest("pk")


def test_enrolled_person_is_enrolled_in_the_later_cohort_with_place_and_money(
    cohort: Cohort, later: Cohort
):
    line = line_of(grant_for(cohort.program))
    package_for(line, amount=1_000)
    before, after = quota(cohort, 1, "Spring", cohort=cohort), quota(cohort, 1, cohort=later)
    offer = place_in(cohort)
    following = defer(offer, later)
    for thing in (offer, before, after, line):
        thing.refresh_from_db()
    old, new = Enrolment.objects.order_by("pk")
    assert (offer.status, offer.place.release_reason) == (OfferStatus.DEFERRED, "deferred")
    assert (following.status, following.place.cohort) == (OfferStatus.ACCEPTED, later)
    assert (old.status, new.status) == (EnrolmentStatus.DEFERRED, EnrolmentStatus.CONFIRMED)
    assert (old.cohort, new.cohort) == (cohort, later)
    assert (before.used, after.used, line.committed) == (0, 1, 1_000)
    assert [c.cohort for c in Commitment.objects.order_by("pk")] == [cohort, later]
    assert Vacancy.objects.open().get().place == offer.place
    assert list(invariants.differences()) == []


def test_open_offer_goes_on_with_a_new_deadline(cohort: Cohort, later: Cohort):
    offer = place_in(cohort, is_accepted=False)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        following = defer(offer, later)
        assert following.is_open
        assert following.respond_by > offer.respond_by
        offers.accept(following, by=offer.application.applicant.user)
    assert Enrolment.objects.get().cohort == later
    assert list(invariants.differences()) == []


def test_dashboard_counts_the_person_in_the_later_cohort_only(cohort: Cohort, later: Cohort):
    defer(place_in(cohort), later)
    by_cohort = {c.label: c for c in dashboard.build(cohort.program).by_cohort}
    old, new = by_cohort[str(cohort)], by_cohort[str(later)]
    assert (old.applied, old.offered, old.enrolled) == (1, 0, 0)
    assert (new.applied, new.offered, new.enrolled) == (0, 1, 1)


def test_full_program_lets_somebody_move_within_it(cohort: Cohort, later: Cohort):
    quota(cohort, 1)
    offer = place_in(cohort)
    assert options(offer)[0].stops == []
    assert defer(offer, later).place.cohort == later


def test_full_later_cohort_refuses_whole_and_names_the_quota(cohort: Cohort, later: Cohort):
    quota(cohort, 1, "Autumn seats", cohort=later)
    place_in(later)
    offer = place_in(cohort)
    (option,) = options(offer)
    assert option.stops == ["Autumn seats: 1 of 1 places are taken."]
    with pytest.raises(QuotaFull, match="Autumn seats"):
        defer(offer, later)
    offer.refresh_from_db()
    assert (offer.status, Deferral.objects.count()) == (OfferStatus.ACCEPTED, 0)
    assert Place.objects.live().filter(cohort=cohort).count() == 1
    assert list(invariants.differences()) == []


def test_reserve_that_the_old_place_met_binds_once_it_is_given_back(cohort: Cohort, later: Cohort):
    quota(cohort, 1)
    offer = place_in(cohort)
    quota(cohort, 1, "Spring share", cohort=cohort, floor=1)
    (option,) = options(offer)
    assert "Spring share" in option.stops[0]
    with pytest.raises(PlacesReserved, match="Spring share"):
        defer(offer, later)


def test_missing_money_refuses_whole_and_is_told_before(cohort: Cohort, later: Cohort):
    Cohort.objects.filter(pk=later.pk).update(modality="online")
    later.refresh_from_db()
    line = line_of(grant_for(cohort.program))
    package = package_for(line, amount=1_000)
    dearer = SupportPackage.objects.create(
        grant=line.grant, stream=package.stream, modality="online"
    )
    SupportPackageItem.objects.create(package=dearer, line=line, amount=10**12)
    offer = place_in(cohort)
    assert "too little is left" in options(offer)[0].stops[0]
    with pytest.raises(BudgetExceeded):
        defer(offer, later)
    line.refresh_from_db()
    assert (line.committed, Enrolment.objects.get().status) == (1_000, EnrolmentStatus.CONFIRMED)


def test_money_of_the_old_place_pays_for_the_new_one(cohort: Cohort, later: Cohort):
    line = line_of(grant_for(cohort.program))
    package_for(line, amount=500_000)
    offer = place_in(cohort)
    assert options(offer)[0].stops == []
    assert defer(offer, later).commitment.cohort == later


def test_nobody_sits_twice_in_the_later_cohort(cohort: Cohort, later: Cohort):
    offer = place_in(cohort)
    offered(open_call(later), applicant=offer.application.applicant)
    assert "another application" in options(offer)[0].stops[0]
    with pytest.raises(SeatHeld):
        defer(offer, later)


def test_request_is_decided_with_who_when_and_why(cohort: Cohort, later: Cohort):
    asked, officer = deferral(place_in(cohort), later), UserFactory()
    deferrals.grant(asked, later, by=officer, reason="We understand")
    asked.refresh_from_db()
    assert (asked.status, asked.to_cohort, asked.decided_by) == ("granted", later, officer)
    told = OutgoingEmail.objects.get(kind="deferral_granted")
    assert "Autumn" in told.text
    assert str(later.starts_on) in told.text
    with pytest.raises(DeferralClosed):
        deferrals.refuse(asked, by=officer, reason="After all")


def test_refused_request_changes_nothing_and_says_why(cohort: Cohort, later: Cohort):
    asked = deferral(place_in(cohort), later)
    deferrals.refuse(asked, by=UserFactory(), reason="No room in autumn")
    told = OutgoingEmail.objects.get(kind="deferral_refused")
    assert "No room in autumn" in told.text
    assert "Spring" in told.text
    assert Enrolment.objects.get().status == EnrolmentStatus.CONFIRMED
    assert deferral(asked.offer, later).pk != asked.pk


def test_request_can_be_taken_back_until_it_is_decided(cohort: Cohort, later: Cohort):
    asked = deferral(place_in(cohort), later)
    person = asked.application.applicant.user
    with pytest.raises(DeferralClosed, match="asked for already"):
        deferral(asked.offer, later)
    deferrals.take_back(asked, by=person)
    assert not Deferral.objects.open().exists()
    with pytest.raises(DeferralClosed):
        deferrals.grant(asked, later, by=UserFactory(), reason="Fine")


def test_office_agrees_to_an_open_request_by_deferring(cohort: Cohort, later: Cohort):
    asked = deferral(place_in(cohort), later)
    defer(asked.offer, later)
    asked.refresh_from_db()
    assert (asked.status, Deferral.objects.count()) == ("granted", 1)


def test_request_of_a_place_given_back_waits_for_nobody(cohort: Cohort, later: Cohort):
    asked = deferral(place_in(cohort), later)
    withdrawals.withdraw(asked.application, by=asked.application.applicant.user)
    assert not Deferral.objects.open().exists()
    with pytest.raises(DeferralClosed):
        deferrals.grant(asked, later, by=UserFactory(), reason="Fine")


def test_only_to_a_cohort_of_the_program_that_starts_later(cohort: Cohort, later: Cohort):
    offer = place_in(cohort)
    earlier = later_cohort(cohort, starts_on=cohort.starts_on - timedelta(days=90))
    elsewhere = CohortFactory(starts_on=later.starts_on, ends_on=later.ends_on)
    for other in (earlier, elsewhere, open_cohort(cohort), cohort):
        with pytest.raises(DeferralClosed):
            defer(offer, other)
    assert deferrals.later_cohorts(offer) == [later]


def test_nothing_is_deferred_once_the_course_or_the_deadline_has_passed(
    cohort: Cohort, later: Cohort
):
    offer = place_in(cohort, is_accepted=False)
    with time_machine.travel(offer.respond_by), pytest.raises(DeferralClosed):
        deferral(offer, later)
    offers.accept(offer, by=offer.application.applicant.user)
    Enrolment.objects.get().move(EnrolmentStatus.IN_TRAINING, by=UserFactory())
    assert deferrals.movable(offer.application) is None
    with pytest.raises(DeferralClosed):
        defer(offer, later)


def test_conditions_go_on_as_far_from_the_start_as_before(cohort: Cohort, later: Cohort):
    offer = place_in(cohort, is_accepted=False)
    made = condition(offer)
    offers.accept(offer, by=offer.application.applicant.user)
    following = defer(offer, later)
    carried = Condition.objects.waiting().get()
    assert carried.offer == following
    assert carried.due_at - made.due_at == later.starts_on - cohort.starts_on
    soon = later_cohort(later, starts_on=later.starts_on + timedelta(days=1))
    with (
        time_machine.travel(carried.due_at + timedelta(days=9)),
        pytest.raises(ConditionOverdue),
    ):
        defer(following, soon)


def test_mail_about_the_old_offer_does_not_leave_any_more(cohort: Cohort, later: Cohort):
    offer = place_in(cohort, is_accepted=False)
    defer(offer, later)
    told = OutgoingEmail.objects.get(kind="offer_made")
    assert told.status == "cancelled"


def test_freed_place_goes_to_who_waits(cohort: Cohort, later: Cohort):
    quota(cohort, 1, "Spring", cohort=cohort)
    offer = place_in(cohort)
    person = waiting(open_call(cohort))
    defer(offer, later)
    (promotion,) = promotions.run(cohort.program_id)
    assert promotion.entry.application == person


def test_second_deferral_leaves_from_the_later_cohort(cohort: Cohort, later: Cohort):
    last = later_cohort(later)
    following = defer(defer(place_in(cohort), later), last)
    assert following.place.cohort == last
    assert Deferral.objects.count() == 2
    assert Tally.objects.get(thing="enrolment", status="confirmed", count=1).cohort == last
    assert list(invariants.differences()) == []


def test_withdrawal_after_a_deferral_frees_the_later_place(cohort: Cohort, later: Cohort):
    after = quota(cohort, 1, cohort=later)
    following = defer(place_in(cohort), later)
    withdrawals.withdraw(following.application, by=following.application.applicant.user)
    after.refresh_from_db()
    assert after.used == 0
    assert places.obstacles(cohort.program_id, [following.application])
    assert list(invariants.differences()) == []
