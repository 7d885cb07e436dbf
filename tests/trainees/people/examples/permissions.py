"""Who opens the pages and lists of `trainees.people`."""

from typing import Any

from tests.repository.access import Given


def things(given: Given) -> dict[str, Any]:
    return {
        "applicant": given.offer.application.applicant_id,
        "other_applicant": given.review.application.applicant_id,
    }
