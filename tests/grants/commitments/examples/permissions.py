"""Who opens the pages and lists of `grants.commitments`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.factories.engagements import engaged
from tests.factories.grants import package_for
from tests.factories.payers import owed
from tests.repository.access import MONEY, Given, Page, R

PAGES: dict[str, Page] = {
    "admin:fee_commit": Page({R.FINANCE}, ("grant",)),
    "admin:consultation_commit": Page({R.FINANCE}, ("grant",)),
    "admin:engagement_close": Page({R.FINANCE}, ("engagement",)),
    "admin:engagement_cancel": Page({R.FINANCE}, ("engagement",)),
    "admin:package_cost": Page(MONEY, ("package",)),
}

LISTS: dict[str, set[Role]] = {
    "grants.supportpackage": MONEY,
    "grants.regionband": MONEY,
    "grants.engagement": MONEY,
    "grants.feecategory": MONEY,
    "grants.feerate": MONEY,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "package": package_for(given.expenditure.line).pk,
        "recovery": owed().pk,
        "engagement": engaged(given.expenditure.line).pk,
    }
