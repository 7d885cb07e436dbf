"""Handing out reviews: by rule and by hand, previewed, never in conflict, taken back."""

from typing import Any

import pytest

from courses.calls.models import Call
from ivi_training.accounts.actions import accounts
from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.reviews import assigned, reviewer, rubric_for, sheet
from tests.factories.trainees import eligible, submitted
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.reviewing.actions import assignments, conflicts, reviews
from trainees.reviewing.actions.assignments import AssignmentRequest
from trainees.reviewing.errors import NothingToAssign, NothingToUndo, ReviewsChanged, RubricMissing
from trainees.reviewing.models import Assignment, ConflictOfInterest, Review, Reviewer
from trainees.reviewing.statuses import ConflictKind, ReviewStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    made = open_call()
    rubric_for(made, reviews_required=2)
    return made


def assign(call: Call, wanted: AssignmentRequest) -> Assignment:
    cohort = call.cohorts.get()
    digest = assignments.preview(cohort, wanted).digest
    return assignments.assign(cohort, wanted, digest=digest, by=UserFactory())


def spread(plan: assignments.AssignmentPreview) -> list[int]:
    return [load.added for load in plan.loads]


def test_rule_fills_each_application_and_shares_the_work(call: Call):
    people, judges = [eligible(call) for _n in range(3)], [reviewer() for _n in range(3)]
    plan = assignments.preview(call.cohorts.get(), AssignmentRequest(None, judges))
    assert (len(plan.pairs), spread(plan), plan.short) == (6, [2, 2, 2], [])
    assign(call, AssignmentRequest(None, judges))
    for person in people:
        person.refresh_from_db()
        assert person.status == ApplicationStatus.IN_REVIEW
        assert sorted(person.reviews.values_list("number", flat=True)) == [1, 2]


def test_least_reviewed_and_least_busy_come_first(call: Call):
    first, second = eligible(call), eligible(call)
    busy = reviewer()
    assigned(first, by=busy)
    idle = reviewer()
    plan = assignments.preview(call.cohorts.get(), AssignmentRequest(None, [busy, idle]))
    assert [(p.application, p.reviewer) for p in plan.pairs] == [
        (second, idle), (second, busy), (first, idle),
    ]  # fmt: skip


def test_limit_for_each_reviewer_leaves_some_short(call: Call):
    for _n in range(2):
        eligible(call)
    plan = assignments.preview(
        call.cohorts.get(), AssignmentRequest(None, [reviewer(), reviewer()], at_most=1)
    )
    assert (spread(plan), len(plan.short)) == ([1, 1], 1)


def test_by_hand_everybody_reviews_everything_ticked_also_beyond_the_wanted(call: Call):
    chosen, other = eligible(call), eligible(call)
    judges = [reviewer() for _n in range(3)]
    assign(call, AssignmentRequest([chosen.pk], judges, is_shared=False))
    assert (chosen.reviews.count(), other.reviews.count()) == (3, 0)


def test_nothing_ticked_or_nobody_chosen_assigns_nothing(call: Call):
    eligible(call)
    for wanted in [
        AssignmentRequest([], [reviewer()]),
        AssignmentRequest(None, []),
        AssignmentRequest([], []),
    ]:
        with pytest.raises(NothingToAssign):
            assign(call, wanted)
    assert not Review.objects.exists()


def test_only_screened_applications_of_the_cohort_are_assigned(call: Call):
    strangers = [submitted(call).pk, eligible().pk]
    with pytest.raises(NothingToAssign):
        assign(call, AssignmentRequest(strangers, [reviewer()], is_shared=False))


def test_call_without_a_rubric_is_refused():
    call = open_call()
    eligible(call)
    with pytest.raises(RubricMissing):
        assign(call, AssignmentRequest(None, [reviewer()]))


def test_preview_that_is_out_of_date_is_refused(call: Call):
    eligible(call)
    wanted, cohort = AssignmentRequest(None, [reviewer()]), call.cohorts.get()
    seen = assignments.preview(cohort, wanted)
    eligible(call)
    with pytest.raises(ReviewsChanged):
        assignments.assign(cohort, wanted, digest=seen.digest, by=UserFactory())


def test_reviewer_is_never_given_a_colleague_or_themselves(call: Call):
    person = eligible(call)
    colleague, judge, own = reviewer(), reviewer(), person.applicant.user
    accounts.set_roles(own, {Role.REVIEWER}, by=UserFactory())
    Reviewer.objects.create(user=colleague, organisation=person.organisation)
    plan = assignments.preview(call.cohorts.get(), AssignmentRequest(None, [colleague, own, judge]))
    assert [pair.reviewer for pair in plan.pairs] == [judge]
    assert len(plan.barred) == 2
    assign(call, AssignmentRequest(None, [colleague, own, judge]))
    kept = ConflictOfInterest.objects.values_list("kind", flat=True)
    assert list(kept) == [ConflictKind.DETECTED] * 2


def test_each_reviewer_gets_one_mail_for_an_assignment(call: Call):
    for _n in range(3):
        eligible(call)
    judges = [reviewer(), reviewer()]
    assign(call, AssignmentRequest(None, judges))
    mails = OutgoingEmail.objects.filter(kind="reviews_assigned")
    assert sorted(mails.values_list("recipient", flat=True)) == sorted(j.email for j in judges)
    assert "Reviews to do: 3" in mails[0].text


def test_assignment_is_taken_back_but_for_what_is_begun(call: Call):
    people, judge = [eligible(call) for _n in range(2)], reviewer()
    assignment = assign(call, AssignmentRequest(None, [judge]))
    begun = assignment.reviews.select_related("application", "rubric", "reviewer").first()
    reviews.save(begun, sheet(begun, 4), by=judge)
    assert assignments.undo(assignment, by=UserFactory()) == 1
    assert sorted(Review.objects.values_list("status", flat=True)) == ["cancelled", "started"]
    statuses = dict(Application.objects.values_list("status", "pk"))
    assert statuses["in_review"] == begun.application_id
    assert set(statuses) == {"in_review", "eligible"}
    with pytest.raises(NothingToUndo):
        assignments.undo(assignment, by=UserFactory())
    # What was taken back can be given to the same person again.
    again = assign(call, AssignmentRequest([p.pk for p in people], [judge]))
    assert again.reviews.count() == 1


def test_application_with_reviewers_of_another_assignment_stays_in_review(call: Call):
    person, first, second = eligible(call), reviewer(), reviewer()
    earlier = assign(call, AssignmentRequest([person.pk], [first], is_shared=False))
    later = assign(call, AssignmentRequest([person.pk], [second], is_shared=False))
    by = UserFactory()
    assignments.undo(earlier, by=by)
    assert Application.objects.get().status == "in_review"
    assignments.undo(later, by=by)
    back = Application.objects.get()
    assert (back.status, back.changes().latest("pk").by) == ("eligible", by)


def test_who_stepped_back_makes_room_for_another(call: Call):
    person = eligible(call)
    review = assigned(person)
    conflicts.step_back(review, reason="We published together.", by=review.reviewer)
    plan = assignments.preview(
        call.cohorts.get(), AssignmentRequest(None, [review.reviewer, reviewer()])
    )
    assert [(p.number, p.reviewer == review.reviewer) for p in plan.pairs] == [(1, False)]
    assert Review.objects.get().status == ReviewStatus.RECUSED


def test_reminder_is_sent_once_a_day_and_only_while_something_waits(call: Call):
    review = assigned(eligible(call))
    due = OutgoingEmail.objects.filter(kind="reviews_due")
    for _press in range(2):
        assignments.remind(review.reviewer, review.rubric)
    assert due.count() == 1
    reviews.submit(review, sheet(review, 4, 2), by=review.reviewer)
    due.delete()
    assignments.remind(review.reviewer, review.rubric)
    assert due.count() == 0


def test_number_of_statements_does_not_grow(call: Call, django_assert_max_num_queries: Any):
    for _n in range(12):
        eligible(call)
    judges = [reviewer() for _n in range(4)]
    wanted, cohort = AssignmentRequest(None, judges), call.cohorts.get()
    digest = assignments.preview(cohort, wanted).digest
    with django_assert_max_num_queries(32):
        assignments.assign(cohort, wanted, digest=digest, by=UserFactory())
    assert Review.objects.count() == 24
