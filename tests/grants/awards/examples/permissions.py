"""Who opens the pages and lists of `grants.awards`."""

from typing import Any

from tests.factories.ledger import closed_and_open_periods
from tests.repository.access import Given


def things(given: Given) -> dict[str, Any]:
    return {
        "grant": given.expenditure.line.grant_id,
        **closed_and_open_periods(given.expenditure.line.grant),
    }
