"""One thing, two people at the same moment: an answer, a publication, an approval happen once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError

from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from grants.spending.actions import expenditures
from grants.spending.models import Expenditure
from ivi_training.guards import lifecycle
from ivi_training.guards.errors import MoveNotAllowed, RuleBroken
from ivi_training.outbox.models import OutgoingEmail
from tests.concurrency.conftest import race
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, ProgramFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for, recorded
from tests.factories.trainees import offered, quota, staged
from trainees.joining.actions import offers
from trainees.joining.models import Enrolment, Offer
from trainees.joining.statuses import LIVE_OFFERS, OfferStatus, Outcome
from trainees.office.reports import invariants
from trainees.places.models import Place, Quota
from trainees.selecting.actions import decisions
from trainees.selecting.models import Decision

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
Answer = Callable[[Offer], Any]


def accept(offer: Offer) -> Enrolment:
    return offers.accept(offer, by=offer.application.applicant.user)


def decline(offer: Offer) -> None:
    offers.decline(offer, by=offer.application.applicant.user)


def rescind(offer: Offer) -> None:
    offers.rescind(offer, by=offer.application.applicant.user, reason="Mistake")


@pytest.fixture
def offer(transactional_db: None) -> Offer:
    cohort = CohortFactory()
    quota(cohort, 5)
    package_for(line_of(grant_for(cohort.program)), amount=1_000)
    return offered(open_call(cohort))


def answer_at_once(offer: Offer, *answers: Answer, runners: int = 12) -> list[Any]:
    """Each runner answers by a copy of the offer that was read before the race."""
    related = Offer.objects.select_related(
        "application__applicant__user", "application__cohort", "place", "commitment"
    )
    copies = [related.get(pk=offer.pk) for _runner in range(runners)]
    return race(lambda n: answers[n % len(answers)](copies[n]), runners)


def is_consistent(offer: Offer) -> bool:
    """The place and the money are held exactly as long as the offer lives."""
    lives = Offer.objects.get(pk=offer.pk).status in LIVE_OFFERS
    held = (
        Place.objects.live().count(), Quota.objects.get().used,
        BudgetLine.objects.get().committed // 1_000,
    )  # fmt: skip
    return held == (lives,) * 3 and not list(invariants.differences())


@pytest.mark.parametrize("other", [decline, rescind])
def test_offer_has_one_answer(offer: Offer, other: Answer):
    results = answer_at_once(offer, accept, other)
    assert all(isinstance(r, RuleBroken | Enrolment) for r in results if r is not None)
    status, enrolled = Offer.objects.get().status, Enrolment.objects.count()
    assert status != OfferStatus.SENT
    assert enrolled == 1 or status != OfferStatus.ACCEPTED
    assert is_consistent(offer)


def test_offer_accepted_in_its_last_moment_is_not_expired_too(offer: Offer):
    with time_machine.travel(offer.respond_by - timedelta(milliseconds=30), tick=True):
        answer_at_once(offer, accept, offers.expire)
        offers.expire(Offer.objects.select_related("place", "commitment").get())
    status = Offer.objects.get().status
    assert status in {OfferStatus.ACCEPTED, OfferStatus.EXPIRED}
    assert Enrolment.objects.count() == (status == OfferStatus.ACCEPTED)
    assert is_consistent(offer)


def test_place_is_freed_once_however_many_decline(offer: Offer):
    assert answer_at_once(offer, decline) == [None] * 12
    assert Offer.objects.get().changes().count() == 1
    assert OutgoingEmail.objects.filter(kind="offer_declined").count() == 1
    assert is_consistent(offer)


def test_decisions_are_published_once_by_several_publishers():
    cohort = CohortFactory()
    quota(cohort, 5)
    call = open_call(cohort)
    for outcome in [Outcome.SELECTED] * 3 + [Outcome.WAITLISTED]:
        staged(call, outcome)
    by = UserFactory()
    results = race(lambda _number: decisions.publish(cohort, by=by), runners=8)
    assert sorted(len(made) for made in results) == [0] * 7 + [3]
    assert (Offer.objects.count(), Quota.objects.get().used) == (3, 3)
    assert not Decision.objects.staged().exists()
    mails = OutgoingEmail.objects.filter(key__contains="decision")
    assert (
        OutgoingEmail.objects.filter(kind="offer_made").count(),
        mails.filter(kind="application_waitlisted").count(),
    ) == (3, 1)
    assert not list(invariants.differences())


def test_staging_and_publishing_at_once_loses_no_decision():
    cohort = CohortFactory()
    call = open_call(cohort)
    people = [staged(call) for _person in range(3)]
    by = UserFactory()
    steps = [
        lambda: decisions.publish(cohort, by=by),
        lambda: decisions.unstage(people, by=by, why="Wrong"),
        lambda: decisions.stage(
            people, outcome=Outcome.WAITLISTED, reason="places", note="", by=by
        ),
    ]
    race(lambda n: steps[n % 3](), runners=9)
    for person in people:
        person.refresh_from_db()
        published = person.decisions.filter(published_at__isnull=False)
        assert (person.status != "eligible") == published.exists()
    assert Offer.objects.count() == sum(person.status == "selected" for person in people)


# --- approvals ----------------------------------------------------------------------------------


def approve_at_once() -> list[Any]:
    expenditure = recorded(line_of(grant_for(ProgramFactory())), amount=10_000)
    approvers = [UserFactory() for _approver in range(8)]
    related = Expenditure.objects.select_related("line")
    copies = [related.get(pk=expenditure.pk) for _approver in approvers]
    return race(lambda n: expenditures.approve(copies[n], by=approvers[n]), runners=8)


def test_expenditure_is_approved_once():
    results = approve_at_once()
    assert results.count(True) == 1
    assert {type(r) for r in results if r is not True} == {MoveNotAllowed}
    assert BudgetLine.objects.get().spent == 10_000
    assert not list(invariants.differences())


def test_ledger_posts_a_payment_once_when_the_action_forgets(monkeypatch: pytest.MonkeyPatch):
    """No lock, nobody compares: the key of the entry names the fact, and is unique."""

    def save(_model: Any, things: list[Expenditure], to: str, facts: Any) -> None:
        Expenditure.objects.filter(pk__in=[t.pk for t in things]).update(status=to, **facts)

    monkeypatch.setattr(lifecycle, "_compare_and_set", save)
    monkeypatch.setattr(budget_lines, "lock", lambda pk: Grant.objects.get(pk=pk))
    results = approve_at_once()
    assert results.count(True) == 1
    assert {type(r) for r in results if r is not True} <= {IntegrityError, MoveNotAllowed}
    assert BudgetLine.objects.get().spent == 10_000
