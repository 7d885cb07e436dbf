"""Who opens the pages and lists of `courses.countries`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.repository.access import NUMBERS, Given, Page, R

PAGES: dict[str, Page] = {
    "admin:vintage_import": Page({R.ADMINISTRATOR}),
    "admin:vintage_review": Page({R.ADMINISTRATOR}, ("vintage",)),
    "admin:vintage_publish": Page({R.ADMINISTRATOR}, ("vintage",), "post"),
    "admin:vintage_discard": Page({R.ADMINISTRATOR}, ("vintage",), "post"),
}

LISTS: dict[str, set[Role]] = {
    "courses.classificationvintage": NUMBERS,
    "courses.countryclassification": NUMBERS,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "vintage": given.cohort.program.vintage_id,
    }
