"""Who opens the pages and lists of `trainees.places`."""

from typing import Any

from tests.factories.trainees import quota
from tests.factories.trainees import rule as limit
from tests.repository.access import Given


def things(given: Given) -> dict[str, Any]:
    return {
        "quota": quota(given.cohort, 9).pk,
        "rule": limit(given.cohort, ceiling=9).pk,
    }
