"""The last wanted review is assigned once, and a review is submitted once, however many try."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from courses.calls.models import Call
from courses.programs.actions import programs
from courses.programs.models import Program
from ivi_training.guards import lifecycle
from ivi_training.guards.errors import RuleBroken
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.reviews import assigned, review_of, reviewer, rubric_for, sheet
from tests.factories.trainees import eligible
from trainees.reviewing.actions import assignments, conflicts, reviews
from trainees.reviewing.actions.assignments import AssignmentRequest
from trainees.reviewing.models import Assignment, Review
from trainees.reviewing.statuses import ReviewStatus

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
RUNNERS = 8


@pytest.fixture
def call(transactional_db: None) -> Call:
    made = open_call()
    rubric_for(made, reviews_required=1)
    eligible(made)
    return made


def assign_at_once(call: Call) -> list[Any]:
    """Each chair has seen a preview that gives the one wanted review to another reviewer."""
    cohort, by = call.cohorts.get(), UserFactory()
    wishes = [AssignmentRequest(None, [reviewer()]) for _runner in range(RUNNERS)]
    digests = [assignments.preview(cohort, wish).digest for wish in wishes]
    return race(lambda n: assignments.assign(cohort, wishes[n], digest=digests[n], by=by), RUNNERS)


def test_last_wanted_review_is_assigned_once(call: Call):
    results = assign_at_once(call)
    assert sum(isinstance(result, Assignment) for result in results) == 1
    assert all(isinstance(result, RuleBroken | Assignment) for result in results)
    assert Review.objects.count() == 1


def test_database_keeps_it_when_the_action_forgets(call: Call, monkeypatch: pytest.MonkeyPatch):
    """Nobody locks and everybody has counted: all reach for the same number, which is unique."""
    everybody_has_planned, plan = threading.Barrier(RUNNERS), assignments.preview

    def plan_and_wait(cohort: Any, wish: AssignmentRequest) -> assignments.AssignmentPreview:
        made = plan(cohort, wish)
        if threading.current_thread() is not threading.main_thread():
            everybody_has_planned.wait(timeout=60)
        return made

    monkeypatch.setattr(assignments, "preview", plan_and_wait)
    monkeypatch.setattr(programs, "lock", lambda pk: Program.objects.get(pk=pk))
    results = assign_at_once(call)
    assert sum(isinstance(result, Assignment) for result in results) == 1
    assert {type(r) for r in results if not isinstance(r, Assignment)} == {IntegrityError}
    assert Review.objects.count() == 1


def submit_at_once() -> list[Any]:
    review = assigned()
    copies = [review_of(review.application, review.reviewer) for _runner in range(RUNNERS)]
    forms = [sheet(copy, 4, 2, comment=str(n)) for n, copy in enumerate(copies)]
    return race(lambda n: reviews.submit(copies[n], forms[n], by=copies[n].reviewer), RUNNERS)


def test_review_is_submitted_once():
    results = submit_at_once()
    assert results.count(None) == 1
    assert all(isinstance(result, RuleBroken) for result in results if result is not None)
    review = Review.objects.get()
    assert review.comment == str(results.index(None))
    assert review.changes().filter(after=ReviewStatus.SUBMITTED).count() == 1


def test_review_is_submitted_again_and_again_without_its_guards(monkeypatch: pytest.MonkeyPatch):
    """Nobody compares the status and no trigger stands in the way."""

    def save(model: Any, things: list[Any], to: str, facts: Any) -> None:
        model.objects.filter(pk__in=[t.pk for t in things]).update(status=to, **facts)

    review = assigned()
    review.move(ReviewStatus.STARTED, by=review.reviewer)
    copies = [review_of(review.application, review.reviewer) for _runner in range(RUNNERS)]
    facts = {"by": review.reviewer, "submitted_at": timezone.now(), "score": 50}
    monkeypatch.setattr(lifecycle, "_compare_and_set", save)
    triggers_off("trainees_review")
    try:
        results = race(lambda n: copies[n].move(ReviewStatus.SUBMITTED, **facts), RUNNERS)
    finally:
        triggers_on("trainees_review")
    assert results.count(None) == RUNNERS
    assert review.changes().filter(after=ReviewStatus.SUBMITTED).count() > 1


def test_stepping_back_and_submitting_leave_one_truth():
    review = assigned()
    copies = [review_of(review.application, review.reviewer) for _runner in range(RUNNERS)]
    forms = [sheet(copy, 4, 2) for copy in copies]

    def step(number: int) -> None:
        own = copies[number]
        if number % 2:
            reviews.submit(own, forms[number], by=own.reviewer)
        else:
            conflicts.step_back(own, reason="Colleague", by=own.reviewer)

    results = race(step, RUNNERS)
    assert all(isinstance(result, RuleBroken) for result in results if result is not None)
    assert Review.objects.get().status == ReviewStatus.RECUSED
