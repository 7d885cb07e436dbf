"""Who opens the pages and lists of `courses.organisations`."""

from typing import Any

from tests.factories.trainees import OrganisationFactory
from tests.repository.access import Given


def things(given: Given) -> dict[str, Any]:
    return {
        "organisation": given.offer.application.organisation_id,
        "other_organisation": OrganisationFactory().pk,
    }
