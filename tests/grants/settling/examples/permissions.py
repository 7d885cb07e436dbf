"""Who opens the pages and lists of `grants.settling`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.factories.ledger import deadline_of, settled
from tests.repository.access import MONEY, Given, Page, R

PAGES: dict[str, Page] = {
    "admin:grant_iati": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:deadlines_start": Page({R.ADMINISTRATOR, R.FINANCE}, ("grant",)),
    "admin:deadline_done": Page({R.ADMINISTRATOR, R.FINANCE}, ("deadline",)),
    "admin:settlement_list": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:settlement_draft_xlsx": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:settlement_draft_pdf": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:settlement_submit": Page({R.FINANCE}, ("grant",)),
    "admin:settlement_detail": Page(MONEY | {R.LEAD}, ("settlement",)),
    "admin:settlement_file": Page(MONEY | {R.LEAD}, ("settlement_file",)),
    "admin:settlement_check": Page(MONEY | {R.LEAD}),
}

LISTS: dict[str, set[Role]] = {
    "grants.deadline": MONEY | {R.LEAD},
}


def things(given: Given) -> dict[str, Any]:
    return {
        **settled(given.expenditure.line.grant),
        "deadline": deadline_of(given.expenditure.line.grant).pk,
    }
