"""Who opens the pages and lists of `courses.cohorts`."""

from typing import Any

from tests.repository.access import Given


def things(given: Given) -> dict[str, Any]:
    return {
        "cohort": given.cohort.pk,
    }
