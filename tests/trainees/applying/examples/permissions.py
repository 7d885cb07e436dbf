"""Who opens the pages and lists of `trainees.applying`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.factories.trainees import eligible
from tests.repository.access import EVERYBODY, PEOPLE, PRIVACY, Given, Page, R

PAGES: dict[str, Page] = {
    "trainees:application_edit": Page(EVERYBODY, ("call_code",)),
    "trainees:application_step": Page(EVERYBODY, ("call_code", "step")),
    "trainees:endorsement_ask": Page(EVERYBODY, ("endorsed", "kind"), is_own=True),
    "trainees:endorsement_remind": Page(EVERYBODY, ("endorsement",), "post", is_own=True),
    "trainees:endorsement_link": Page(EVERYBODY, ("endorsement", "token"), is_public=True),
    "trainees:endorsement_answer": Page(EVERYBODY, is_public=True),
    "trainees:endorsement_decline": Page(EVERYBODY, is_public=True),
    "trainees:application_receipt": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:document_download": Page(PEOPLE, ("document",), is_own=True),
}

LISTS: dict[str, set[Role]] = {
    "trainees.consent": PRIVACY | {R.AUDITOR},
    "trainees.endorsement": PEOPLE,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "step": "course",
        "language": "ko",
        "application": eligible(given.call).pk,
        "document": given.offer.application.documents.get().pk,
        "endorsed": given.endorsement.application_id,
        "kind": given.endorsement.rule_id,
        "endorsement": given.endorsement.pk,
        "token": "a-link",
    }
