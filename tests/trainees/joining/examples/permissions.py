"""Who opens the pages and lists of `trainees.joining`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory
from tests.factories.onboardings import asked as asked_before_coming
from tests.factories.payers import pledged
from tests.factories.trainees import condition, deferral, offered
from tests.repository.access import DECIDING, EVERYBODY, PEOPLE, Given, Page, R
from trainees.joining.actions import offers

PAGES: dict[str, Page] = {
    "trainees:onboarding_detail": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:onboarding_step": Page(EVERYBODY, ("application", "section"), is_own=True),
    "trainees:application_defer": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:deferral_take_back": Page(EVERYBODY, ("deferral",), "post", is_own=True),
    "trainees:offer_accept": Page(EVERYBODY, ("offer",), is_own=True),
    "trainees:offer_decline": Page(EVERYBODY, ("offer",), is_own=True),
    "admin:pledge_record": Page(DECIDING | {R.COORDINATOR}, ("application",)),
    "admin:pledge_settle": Page(DECIDING | {R.COORDINATOR}, ("pledge",)),
    "admin:offer_defer": Page(DECIDING, ("offer",)),
    "admin:deferral_decide": Page(DECIDING, ("deferral",)),
    "admin:onboarding_return": Page(DECIDING | {R.COORDINATOR}, ("onboarding",)),
}

LISTS: dict[str, set[Role]] = {
    "trainees.pledge": PEOPLE,
    "trainees.offer": PEOPLE,
    "trainees.onboarding": PEOPLE,
    "trainees.condition": PEOPLE,
    "trainees.deferral": PEOPLE,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "offer": given.offer.pk,
        "pledge": pledged(given.offer.application).pk,
        "enrolment": offers.accept(offered(given.call), by=UserFactory()).pk,
        "condition": condition(offered(given.call)).pk,
        "deferral": deferral(offered(given.call)).pk,
        "onboarding": asked_before_coming(given.call).pk,
        "section": "form-1",
    }
