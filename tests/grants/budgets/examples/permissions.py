"""Who opens the pages and lists of `grants.budgets`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.factories.budgets import asked_of
from tests.repository.access import MONEY, Given, Page, R

PAGES: dict[str, Page] = {
    "admin:cash_record": Page({R.ADMINISTRATOR, R.FINANCE}, ("grant",)),
    "admin:period_list": Page(MONEY, ("grant",)),
    "admin:period_detail": Page(MONEY, ("period",)),
    "admin:periods_set_up": Page({R.FINANCE}, ("grant",)),
    "admin:period_close": Page({R.FINANCE}, ("period",)),
    "admin:period_reopen": Page({R.FINANCE}, ("period",)),
    "admin:reopening_agree": Page({R.APPROVER}, ("reopening",)),
    "admin:reopening_refuse": Page({R.APPROVER}, ("reopening",)),
    "admin:transfer_list": Page(MONEY, ("grant",)),
    "admin:transfer_ask": Page({R.FINANCE}, ("grant",)),
    "admin:transfer_approve": Page({R.APPROVER, R.ADMINISTRATOR}, ("transfer",)),
    "admin:transfer_refuse": Page({R.APPROVER, R.ADMINISTRATOR}, ("transfer",)),
    "admin:overrun_ask": Page({R.FINANCE}, ("line",)),
    "admin:overrun_approve": Page({R.APPROVER}, ("overrun",)),
    "admin:overrun_refuse": Page({R.APPROVER}, ("overrun",)),
}

LISTS: dict[str, set[Role]] = {
    "grants.budgetline": MONEY | {R.LEAD},
    "grants.transferpolicy": MONEY,
}


def things(given: Given) -> dict[str, Any]:
    return {
        **asked_of(given.expenditure.line),
    }
