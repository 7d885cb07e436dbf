"""Who opens the pages and lists of `trainees.screening`."""

from typing import Any

from tests.factories.trainees import returned
from tests.repository.access import DECIDING, EVERYBODY, Given, Page
from trainees.screening.models import ScreeningStep

PAGES: dict[str, Page] = {
    "trainees:return_answer": Page(EVERYBODY, ("application",), is_own=True),
    "admin:cohort_screening": Page(DECIDING, ("cohort",)),
    "admin:application_screen": Page(DECIDING, ("application",)),
    "admin:application_return": Page(DECIDING, ("application",)),
    "admin:return_take_back": Page(DECIDING, ("return",)),
    "admin:screening_undo": Page(DECIDING, ("screening",)),
}


def things(given: Given) -> dict[str, Any]:
    return {
        "return": returned(given.call).pk,
        "screening": ScreeningStep.objects.latest("pk").pk,
    }
