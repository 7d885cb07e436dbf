"""The chair's board: progress, assignments seen before they are made, reminders, taking back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courses.calls.models import Call
from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.courses import open_call
from tests.factories.reviews import assigned, reviewer, rubric_for, submitted_review
from tests.factories.trainees import eligible
from trainees.reviewing.models import Assignment, Review
from trainees.reviewing.statuses import ReviewStatus

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]
BOARD = "/admin/trainees/review/cohort/{}/"

# Session, user, permissions of user and groups; the cohort; rubrics, reviewers' sums, accounts,
# assignments; the rows and their reviews; the reviewers to choose from.
QUERIES = 12


@pytest.fixture
def call() -> Call:
    made = open_call()
    rubric_for(made, reviews_required=2)
    return made


def board(call: Call) -> str:
    return BOARD.format(call.cohorts.get().pk)


def wish(*reviewers: Any, **facts: Any) -> dict[str, Any]:
    chosen = [judge.pk for judge in reviewers]
    return {"whose": "lacking", "way": "share", "reviewers": chosen, **facts}


@pytest.mark.parametrize("count", [1, 3])
def test_board_has_a_fixed_number_of_queries(
    as_role: SignIn, call: Call, django_assert_num_queries: DjangoAssertNumQueries, count: int
):
    for _n in range(count):
        submitted_review(eligible(call))
    client = as_role(Role.ADMISSIONS)
    with django_assert_num_queries(QUERIES):
        page = client.get(board(call))
    assert page.content.decode().count("data-select-item") == count


def test_board_shows_who_lacks_reviews_or_got_them_far_apart(as_role: SignIn, call: Call):
    lacking = eligible(call, applicant__given_names="Wanjirũ")
    apart = eligible(call, applicant__given_names="Hương")
    for values in [(5, 3), (1, 1)]:
        submitted_review(apart, *values)
    client = as_role(Role.AUDITOR)
    for query, shown, hidden in [
        ("show=lacking", "Wanjirũ", "Hương"),
        ("show=apart", "Hương", "Wanjirũ"),
        ("name=wanji", "Wanjirũ", "Hương"),
    ]:
        page = client.get(f"{board(call)}?{query}").content.decode()
        assert (shown in page, hidden in page) == (True, False), query
    assert "No application here" in client.get(f"{board(call)}?show=late").content.decode()
    assert lacking.reviews.count() == 0


def test_assignment_is_previewed_then_made_as_previewed(as_role: SignIn, call: Call):
    for _n in range(2):
        eligible(call)
    client, judges = as_role(Role.ADMISSIONS), [reviewer(), reviewer()]
    page = client.post(board(call) + "assign/", wish(*judges))
    assert "<strong>4 reviews</strong> would be assigned" in page.content.decode()
    assert not Review.objects.exists()
    digest = page.context["plan"].digest
    assert client.post(board(call) + "assign/", wish(*judges, digest=digest)).status_code == 302
    assert Review.objects.count() == 4


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"whose": "ticked"}, "Tick at least one application"),
        ({"whose": ""}, "This field is required"),
        ({"reviewers": []}, "Choose at least one reviewer"),
    ],
)
def test_empty_choice_assigns_nothing_and_says_so(
    as_role: SignIn, call: Call, facts: dict[str, Any], message: str
):
    eligible(call)
    page = as_role(Role.ADMISSIONS).post(board(call) + "assign/", wish(reviewer()) | facts)
    assert page.status_code == 422
    assert message in page.content.decode()


def test_application_of_another_cohort_cannot_be_ticked(as_role: SignIn, call: Call):
    data = wish(reviewer(), whose="ticked", applications=[eligible().pk])
    assert as_role(Role.ADMISSIONS).post(board(call) + "assign/", data).status_code == 422


def test_assignment_is_taken_back(as_role: SignIn, call: Call):
    assigned(eligible(call))
    made = Assignment.objects.get()
    as_role(Role.ADMISSIONS).post(f"/admin/trainees/review/assignment/{made.pk}/undo/")
    assert Review.objects.get().status == ReviewStatus.CANCELLED


def test_reviewer_is_reminded_now(as_role: SignIn, call: Call):
    review = assigned(eligible(call))
    as_role(Role.ADMISSIONS).post(board(call) + f"remind/{review.reviewer_id}/")
    mail = OutgoingEmail.objects.get(kind="reviews_due")
    assert mail.recipient == review.reviewer.email


def test_review_is_set_aside_with_a_reason(as_role: SignIn, call: Call):
    review = submitted_review(eligible(call))
    client, step = as_role(Role.ADMISSIONS), f"/admin/trainees/review/{review.pk}/set-aside/"
    assert client.post(step, {"reason": ""}).status_code == 422
    assert client.post(step, {"reason": "Former employer"}).status_code == 302
    assert Review.objects.get().status == ReviewStatus.RECUSED
    assert "Set the review aside" in client.get(step).content.decode()
