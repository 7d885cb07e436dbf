"""Who opens the pages and lists of `grants.ledger`."""

from typing import Any

from grants.ledger.models import LedgerEntry
from tests.repository.access import Given


def things(given: Given) -> dict[str, Any]:
    return {
        "entry": LedgerEntry.objects.filter(kind="award").earliest("pk").pk,
    }
