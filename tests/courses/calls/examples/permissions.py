"""Who opens the pages and lists of `courses.calls`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.factories.forms import draft_form
from tests.repository.access import EVERYBODY, NUMBERS, PRIVACY, REVIEWS, Given, Page, R

PAGES: dict[str, Page] = {
    "admin:form_publish": Page({R.ADMINISTRATOR}, ("form",), "post"),
    "admin:form_copy": Page({R.ADMINISTRATOR}, ("form",), "post"),
    "admin:consent_publish": Page(PRIVACY, ("consent",), "post"),
    "admin:consent_copy": Page(PRIVACY, ("consent",), "post"),
    "courses:home": Page(EVERYBODY, is_public=True),
    "courses:call_detail": Page(EVERYBODY, ("call_code",), is_public=True),
    "courses:call_check": Page(EVERYBODY, ("call_code",), is_public=True),
    "admin:call_publish": Page({R.ADMINISTRATOR}, ("call",), "post"),
    "admin:call_extend": Page({R.ADMINISTRATOR}, ("call",)),
    "admin:call_cancel": Page({R.ADMINISTRATOR}, ("call",)),
    "admin:form_start": Page({R.ADMINISTRATOR}),
    "admin:form_preview": Page(REVIEWS, ("form", "language")),
    "admin:consents_start": Page(PRIVACY),
    "admin:consent_preview": Page(PRIVACY | {R.AUDITOR}, ("consent", "language")),
}

LISTS: dict[str, set[Role]] = {
    "courses.call": NUMBERS,
    "courses.consentterm": PRIVACY | {R.AUDITOR},
    "courses.formversion": REVIEWS,
    "courses.formsection": REVIEWS,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "call_code": given.call.code,
        "call": given.call.pk,
        "form": draft_form(given.call).pk,
        "consent": given.cohort.program.consent_terms.get().pk,
    }
