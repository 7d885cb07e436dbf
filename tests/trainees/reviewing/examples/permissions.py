"""Who opens the pages and lists of `trainees.reviewing`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.repository.access import DECIDING, REVIEWS, Given, Page, R

PAGES: dict[str, Page] = {
    "admin:rubric_publish": Page({R.ADMINISTRATOR}, ("rubric",), "post"),
    "admin:rubric_copy": Page({R.ADMINISTRATOR}, ("rubric",), "post"),
    "trainees:review_list": Page({R.REVIEWER}),
    "trainees:review_edit": Page({R.REVIEWER}, ("review",), is_own=True),
    "trainees:review_step_back": Page({R.REVIEWER}, ("review",), is_own=True),
    "trainees:review_document": Page({R.REVIEWER}, ("review", "document"), is_own=True),
    "admin:cohort_reviews": Page(REVIEWS, ("cohort",)),
    "admin:reviews_assign": Page(DECIDING, ("cohort",), "post"),
    "admin:assignment_undo": Page(DECIDING, ("assignment",), "post"),
    "admin:reviewer_remind": Page(DECIDING, ("cohort", "reviewer"), "post"),
    "admin:review_set_aside": Page(DECIDING, ("review",)),
    "admin:cohort_ranking": Page(REVIEWS, ("cohort",)),
    "admin:ranking_freeze": Page(DECIDING, ("cohort",), "post"),
    "admin:ranking_detail": Page(REVIEWS, ("ranking",)),
    "admin:reviewer_invite": Page(DECIDING),
}

LISTS: dict[str, set[Role]] = {
    "trainees.rubric": REVIEWS,
    "trainees.criterion": REVIEWS,
    "trainees.review": REVIEWS,
    "trainees.reviewer": REVIEWS,
    "trainees.conflictofinterest": REVIEWS,
    "trainees.ranking": REVIEWS,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "review": given.review.pk,
        "reviewer": given.review.reviewer_id,
        "assignment": given.review.assignment_id,
        "rubric": given.review.rubric_id,
        "ranking": given.ranking.pk,
    }
