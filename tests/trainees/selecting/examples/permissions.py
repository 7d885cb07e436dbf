"""Who opens the pages and lists of `trainees.selecting`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.factories.reviews import stored_run
from tests.factories.trainees import proposed
from tests.repository.access import DECIDING, PEOPLE, REVIEWS, Given, Page
from trainees.selecting.models import Appeal

PAGES: dict[str, Page] = {
    "admin:cohort_publish": Page(DECIDING, ("cohort",)),
    "admin:cohort_waiting": Page(PEOPLE, ("cohort",)),
    "admin:waiting_next": Page(DECIDING, ("cohort",), "post"),
    "admin:promotion_detail": Page(PEOPLE, ("promotion",)),
    "admin:promotion_approve": Page(DECIDING, ("promotion",), "post"),
    "admin:promotion_skip": Page(DECIDING, ("promotion",), "post"),
    "admin:cohort_sign": Page(DECIDING, ("cohort",), "post"),
    "admin:cohort_allocation": Page(REVIEWS, ("cohort",)),
    "admin:allocation_store": Page(DECIDING, ("ranking",), "post"),
    "admin:allocation_detail": Page(REVIEWS, ("run",)),
    "admin:allocation_stage": Page(DECIDING, ("run",), "post"),
}

LISTS: dict[str, set[Role]] = {
    "trainees.allocationrun": REVIEWS,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "run": stored_run(given.ranking).pk,
        "promotion": proposed(given.call).pk,
        "appeal": Appeal.objects.create(application=given.offer.application, text="Look again").pk,
    }
