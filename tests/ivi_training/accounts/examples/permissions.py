"""Who opens the pages and lists of `ivi_training.accounts`."""

from typing import Any

from ivi_training.accounts.models import Erasure
from tests.factories.accounts import UserFactory
from tests.repository.access import EVERYBODY, Given, Page

PAGES: dict[str, Page] = {
    "language_set": Page(EVERYBODY, method="post", is_public=True),
}


def things(given: Given) -> dict[str, Any]:
    return {
        "erasure": Erasure.objects.create(user=UserFactory()).pk,
    }
