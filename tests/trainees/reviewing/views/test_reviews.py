"""A reviewer's pages: only what is assigned, only what the rubric shows, nothing lost."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.conftest import as_user
from tests.factories.courses import open_call
from tests.factories.reviews import assigned, reviewer, submitted_review
from tests.factories.trainees import eligible
from trainees.applying.models import Document
from trainees.reviewing.models import ConflictOfInterest, Review
from trainees.reviewing.statuses import ReviewStatus

pytestmark = pytest.mark.django_db

# Session, user, permissions of the user and of the groups; the rows; two counts.
QUERIES = 6


def address(review: Review, page: str = "") -> str:
    return f"/reviews/{review.pk}/{page}"


def filled(review: Review, *values: Any, **more: Any) -> dict[str, Any]:
    criteria = review.rubric.criteria.all()
    scores = {f"value_{c.pk}": v for c, v in zip(criteria, values, strict=False)}
    return {"version": review.version, "comment": "Well argued", **scores, **more}


def person(**facts: Any) -> Any:
    return eligible(
        open_call(),
        applicant__given_names="Wanjirũ",
        applicant__nationality="KE",
        employer_name="Kisumu Vaccines",
        **facts,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_list_has_a_fixed_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
):
    judge, call = reviewer(), open_call()
    for _n in range(count):
        assigned(eligible(call), by=judge)
    client = as_user(judge)
    with django_assert_num_queries(QUERIES):
        page = client.get("/reviews/")
    assert page.content.decode().count("status-review-assigned") == count


def test_list_holds_ones_own_work_apart_from_what_is_done():
    judge = reviewer()
    client, done = as_user(judge), submitted_review(person(), by=judge)
    other = assigned(eligible())
    waiting = client.get("/reviews/").content.decode()
    assert "Nothing waits for you" in waiting
    assert other.application.reference not in waiting
    assert done.shown_as in client.get("/reviews/?show=done").content.decode()


def test_reviewer_lands_on_the_reviews():
    response = as_user(reviewer()).get("/start/")
    assert response.url == "/reviews/"


@pytest.mark.parametrize("page", ["", "step-back/"])
def test_review_of_somebody_else_is_not_there(page: str):
    review = assigned()
    assert as_user(reviewer()).get(address(review, page)).status_code == 404


def test_rubric_hides_what_should_not_weigh():
    hidden = {
        "hide_name": "Wanjirũ", "hide_gender": "Female", "hide_country": "Kenya",
        "hide_organisation": "Kisumu Vaccines",
    }  # fmt: skip
    blind = assigned(person(), **dict.fromkeys(hidden, True), shows_documents=False)
    page = as_user(blind.reviewer).get(address(blind)).content.decode()
    assert [name for name, fact in hidden.items() if fact in page] == []
    assert "<iframe" not in page
    assert blind.application.reference in page
    plain = assigned(person(), **dict.fromkeys(hidden, False))
    page = as_user(plain.reviewer).get(address(plain)).content.decode()
    assert [name for name, fact in hidden.items() if fact not in page] == []


def test_paper_is_shown_in_our_own_frame_to_its_reviewer_only():
    review = assigned()
    paper = Document.objects.get()
    url = address(review, f"documents/{paper.pk}/")
    response = as_user(review.reviewer).get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == 'inline; filename="cv.pdf"'
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    for close in response._resource_closers:  # the file alone: the connection is the test's
        close()
    assert as_user(reviewer()).get(url).status_code == 404


def test_paper_of_another_application_or_of_a_blind_rubric_is_not_there():
    review, other = assigned(), assigned()
    elsewhere = other.application.documents.get().pk
    client = as_user(review.reviewer)
    assert client.get(address(review, f"documents/{elsewhere}/")).status_code == 404
    blind = assigned(shows_documents=False)
    paper = blind.application.documents.get().pk
    client = as_user(blind.reviewer)
    assert client.get(address(blind, f"documents/{paper}/")).status_code == 404


def test_review_is_saved_gone_on_with_and_submitted():
    review = assigned()
    client = as_user(review.reviewer)
    assert client.post(address(review), filled(review, 4)).url == address(review)
    review.refresh_from_db()
    assert review.status == ReviewStatus.STARTED
    assert "Well argued" in client.get(address(review)).content.decode()
    assert client.post(address(review), filled(review, 4, 2, submit="1")).url == "/reviews/"
    page = client.get(address(review)).content.decode()
    assert "Score 68.8 of 100" in page
    assert '<form method="post" class="panel"' not in page


def test_submitting_goes_on_to_the_next_review():
    judge, call = reviewer(), open_call()
    first, second = (assigned(eligible(call), by=judge) for _n in range(2))
    response = as_user(judge).post(address(first), filled(first, 4, 2, submit="1"))
    assert response.url == address(second)


def test_incomplete_review_says_what_is_missing_and_keeps_what_was_typed():
    review = assigned()
    page = as_user(review.reviewer).post(address(review), filled(review, 4, submit="1"))
    assert page.status_code == 422
    assert "Choose a value before you submit." in page.content.decode()
    assert "Well argued" in page.content.decode()


def test_second_tab_does_not_overwrite():
    review = assigned()
    client = as_user(review.reviewer)
    client.post(address(review), filled(review, 4))
    assert client.post(address(review), filled(review, 1, comment="Older")).status_code == 409
    assert Review.objects.get().comment == "Well argued"


def test_value_off_the_scale_is_refused():
    review = assigned()
    page = as_user(review.reviewer).post(address(review), filled(review, 9))
    assert page.status_code == 422


def test_others_are_shown_after_ones_own_is_in():
    application = eligible()
    submitted_review(application, 5, 3)
    mine = assigned(application)
    client = as_user(mine.reviewer)
    assert "Other reviews" not in client.get(address(mine)).content.decode()
    client.post(address(mine), filled(mine, 1, 1, submit="1"))
    assert "Review 1: 100.0 of 100" in client.get(address(mine)).content.decode()


def test_stepping_back_asks_for_a_reason_and_hides_the_application():
    review = assigned(person())
    client = as_user(review.reviewer)
    assert client.post(address(review, "step-back/"), {"reason": ""}).status_code == 422
    assert client.post(address(review, "step-back/"), {"reason": "My cousin"}).url == "/reviews/"
    assert ConflictOfInterest.objects.get().reason == "My cousin"
    page = client.get(address(review)).content.decode()
    assert "You have stepped back" in page
    assert "Statement" not in page


def test_stranger_is_sent_to_the_sign_in():
    assert Client().get("/reviews/").url.startswith("/account/login/")
