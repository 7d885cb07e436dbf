"""Who opens the pages and lists of `grants.rates`."""

from typing import Any

from tests.factories.money import exchange_rate
from tests.repository.access import Given, Page, R

PAGES: dict[str, Page] = {
    "admin:rate_record": Page({R.FINANCE}),
    "admin:rate_correct": Page({R.FINANCE}, ("rate",)),
    "admin:rate_import": Page({R.FINANCE}),
    "admin:rate_template": Page({R.FINANCE}),
}


def things(given: Given) -> dict[str, Any]:
    return {
        "rate": exchange_rate().pk,
    }
