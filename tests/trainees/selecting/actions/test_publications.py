"""Decisions are signed as they are, published once, and finished even if the process dies."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import quota, staged
from trainees.joining.models import Offer
from trainees.joining.statuses import Outcome
from trainees.office.reports import invariants
from trainees.places.errors import QuotaFull
from trainees.reviewing.errors import ReviewsChanged
from trainees.screening.actions import findings
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.actions import decisions, publications
from trainees.selecting.errors import NotDecidable, NotSigned
from trainees.selecting.models import Decision, DecisionChange, Publication, Signature
from trainees.selecting.statuses import DecisionReason
from trainees.tasks import resume_publications

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    """In a program that asks for two signatures."""
    return CohortFactory(program__signatures=2)


@pytest.fixture
def call(cohort: Cohort) -> Call:
    return open_call(cohort)


def digest(cohort: Cohort) -> str:
    return publications.digest(list(Decision.objects.staged().filter(application__cohort=cohort)))


def sign(cohort: Cohort, *people: object) -> None:
    for person in people or (UserFactory(), UserFactory()):
        publications.sign(cohort, seen=digest(cohort), by=person)


def begun(cohort: Cohort) -> Publication:
    """A publication whose process died before its first chunk."""
    staged_now = list(Decision.objects.staged().filter(application__cohort=cohort))
    return publications.begin(cohort, staged_now, by=UserFactory())


def test_one_signature_is_not_two(call: Call, cohort: Cohort):
    staged(call)
    person = UserFactory()
    sign(cohort, person, person)
    with pytest.raises(NotSigned):
        decisions.publish(cohort, by=person)
    assert (Signature.objects.count(), Offer.objects.count()) == (1, 0)


def test_signed_decisions_are_published(call: Call, cohort: Cohort):
    staged(call)
    sign(cohort)
    assert len(decisions.publish(cohort, by=UserFactory())) == 1
    publication = Publication.objects.get()
    assert publication.finished_at
    assert Decision.objects.get().publication == publication


def test_a_change_asks_for_new_signatures(call: Call, cohort: Cohort):
    application = staged(call)
    sign(cohort)
    decisions.stage(
        [application], outcome=Outcome.WAITLISTED, reason=DecisionReason.PLACES, note="",
        by=UserFactory(),
    )  # fmt: skip
    with pytest.raises(NotSigned):
        decisions.publish(cohort, by=UserFactory())


def test_what_was_not_seen_cannot_be_signed(call: Call, cohort: Cohort):
    staged(call)
    seen = digest(cohort)
    staged(call)
    with pytest.raises(ReviewsChanged):
        publications.sign(cohort, seen=seen, by=UserFactory())


def test_the_database_asks_for_the_signatures_too(call: Call, cohort: Cohort):
    staged(call)
    with pytest.raises(DatabaseError, match="not signed"), transaction.atomic():
        Publication.objects.create(
            cohort=cohort, digest=digest(cohort), decision_count=1, begun_by=UserFactory()
        )


def test_a_replaced_decision_stays_on_record_with_who_and_why(call: Call, cohort: Cohort):
    application = staged(call)
    first, second = Decision.objects.get().staged_by, UserFactory()
    decisions.stage(
        [application], outcome=Outcome.WAITLISTED, reason=DecisionReason.BALANCE, note="Country",
        by=second,
    )  # fmt: skip
    decisions.unstage([application], by=first, why="To be discussed again")
    taken_back, replaced = DecisionChange.objects.all()
    assert (replaced.outcome, replaced.became, replaced.staged_by) == (
        "selected", "waitlisted", first,
    )  # fmt: skip
    assert (replaced.by, replaced.why.endswith(": Country")) == (second, True)
    assert (taken_back.became, taken_back.by, taken_back.why) == (
        "", first, "To be discussed again",
    )  # fmt: skip


def test_who_is_found_ineligible_leaves_what_was_staged(call: Call):
    gone, kept = staged(call), staged(call)
    findings.mark_ineligible([gone], reason=IneligibleReason.DUPLICATE, note="", by=UserFactory())
    assert Decision.objects.staged().get().application == kept
    assert DecisionChange.objects.get().application == gone


def test_chunks_publish_everything_once(
    call: Call, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(decisions, "CHUNK", 2)
    for _person in range(5):
        staged(call)
    sign(cohort)
    assert len(decisions.publish(cohort, by=UserFactory())) == 5
    assert Publication.objects.get().finished_at
    assert OutgoingEmail.objects.filter(kind="offer_made").count() == 5
    assert not list(invariants.differences())


def test_what_a_dead_process_left_is_finished_later(call: Call, cohort: Cohort):
    staged(call)
    sign(cohort)
    publication = begun(cohort)
    resume_publications()
    assert not Offer.objects.exists()  # its process may still be at work
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        resume_publications()
        resume_publications()
    publication.refresh_from_db()
    assert (Offer.objects.count(), publication.stop_reason) == (1, "")
    assert publication.finished_at


def test_what_a_rule_refuses_later_is_staged_again(call: Call, cohort: Cohort):
    staged(call)
    sign(cohort)
    publication = begun(cohort)
    quota(cohort, 0)
    decisions.finish_interrupted(publication)
    publication.refresh_from_db()
    assert "Total" in publication.stop_reason
    assert Decision.objects.staged().get().publication is None
    assert not Offer.objects.exists()


def test_a_refused_publication_leaves_nothing(call: Call, cohort: Cohort):
    staged(call)
    quota(cohort, 0)
    sign(cohort)
    with pytest.raises(QuotaFull):
        decisions.publish(cohort, by=UserFactory())
    assert not Publication.objects.exists()


def test_what_is_being_published_is_not_changed(call: Call, cohort: Cohort):
    application = staged(call)
    sign(cohort)
    begun(cohort)
    with pytest.raises(NotDecidable):
        decisions.unstage([application], by=UserFactory(), why="Wrong")


def test_statements_do_not_grow_with_the_decisions(call: Call, cohort: Cohort):
    counts = []
    for size in (1, 4):
        for _person in range(size):
            staged(call)
        sign(cohort)
        with CaptureQueriesContext(connection) as asked:
            decisions.publish(cohort, by=UserFactory())
        counts.append(len(asked))
    assert counts[0] == counts[1]
