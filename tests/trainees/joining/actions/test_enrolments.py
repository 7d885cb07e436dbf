"""Enrolments that end before the course give their place and money back, once."""

from collections.abc import Callable

import pytest

from grants.awards.models import BudgetLine
from ivi_training.guards.errors import MoveNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import offered, quota
from trainees.joining.actions import enrolments, offers
from trainees.joining.models import Enrolment
from trainees.joining.statuses import EnrolmentStatus
from trainees.office.reports import invariants
from trainees.places.models import Quota

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Enrolment:
    cohort = CohortFactory()
    quota(cohort, 5)
    package_for(line_of(grant_for(cohort.program)), amount=1_000)
    offer = offered(open_call(cohort))
    return offers.accept(offer, by=offer.application.applicant.user)


def test_confirmed_seat_belongs_to_its_cohort(enrolment: Enrolment):
    assert enrolment.status == EnrolmentStatus.CONFIRMED
    assert enrolment.cohort == enrolment.application.cohort
    assert str(enrolment) == enrolment.application.reference


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (enrolments.withdraw, EnrolmentStatus.WITHDRAWN),
        (enrolments.cancel, EnrolmentStatus.CANCELLED),
    ],
)
def test_end_gives_place_and_money_back_once(
    enrolment: Enrolment, end: Callable[..., None], status: EnrolmentStatus
):
    end(enrolment, by=UserFactory(), reason="Illness")
    with pytest.raises(MoveNotAllowed):
        end(enrolment, by=UserFactory(), reason="Again")
    line = BudgetLine.objects.get()
    assert (enrolment.status, enrolment.changes()[0].reason) == (status, "Illness")
    assert (Quota.objects.get().used, line.committed, line.available) == (0, 0, 500_000)
    assert enrolment.offer.place.release_reason in {"", status}
    assert not list(invariants.differences())


def test_stale_copy_ends_nothing_twice(enrolment: Enrolment):
    stale = Enrolment.objects.get()
    enrolments.withdraw(enrolment, by=UserFactory(), reason="")
    with pytest.raises(MoveNotAllowed, match="is “Withdrawn”"):
        enrolments.cancel(stale, by=UserFactory(), reason="")


def test_enrolment_without_money_gives_back_its_place():
    offer = offered()
    enrolment = offers.accept(offer, by=offer.application.applicant.user)
    enrolments.withdraw(enrolment, by=UserFactory(), reason="")
    assert not list(invariants.differences())
