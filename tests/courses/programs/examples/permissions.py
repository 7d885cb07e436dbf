"""Who opens the pages and lists of `courses.programs`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.repository.access import NUMBERS, Given

LISTS: dict[str, set[Role]] = {
    "courses.course": NUMBERS,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "program": given.cohort.program_id,
        "program_code": given.cohort.program.code,
    }
