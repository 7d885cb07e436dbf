"""Who opens the pages and lists of `grants.spending`."""

from typing import Any

from ivi_training.guards.permissions import Role
from tests.factories.grants import imported
from tests.repository.access import MONEY, Given, Page, R

PAGES: dict[str, Page] = {
    "grants:expenditure_list": Page(MONEY),
    "grants:expenditure_record": Page({R.FINANCE}),
    "grants:expenditure_detail": Page(MONEY, ("expenditure",)),
    "grants:expenditure_change": Page({R.FINANCE}, ("expenditure",), is_own=True),
    "grants:expenditure_approve": Page({R.APPROVER, R.ADMINISTRATOR}, ("expenditure",), "post"),
    "grants:expenditure_send_back": Page({R.APPROVER, R.ADMINISTRATOR}, ("expenditure",), "post"),
    "grants:evidence_download": Page(MONEY, ("evidence",)),
    "grants:expenditure_submit": Page({R.FINANCE}, ("expenditure",), "post", is_own=True),
    "grants:evidence_add": Page({R.FINANCE}, ("expenditure",), "post"),
    "grants:expenditure_pay": Page({R.FINANCE}, ("expenditure",)),
    "grants:expenditure_settle": Page({R.APPROVER}, ("expenditure",)),
    "grants:expenditure_disallow": Page({R.APPROVER}, ("expenditure",)),
    "grants:expenditure_reverse": Page({R.APPROVER}, ("expenditure",)),
    "grants:expenditure_import": Page({R.FINANCE}),
    "grants:import_take_back": Page({R.FINANCE}, ("import",), is_own=True),
    "grants:expenditure_template": Page({R.FINANCE}),
    "grants:papers_choose": Page({R.ADMINISTRATOR}, ("line",)),
    "admin:entry_reverse": Page({R.APPROVER}, ("entry",)),
    "admin:recovery_receive": Page({R.FINANCE}, ("recovery",)),
    "admin:recovery_waive": Page({R.APPROVER}, ("recovery",)),
}

LISTS: dict[str, set[Role]] = {
    "grants.recovery": MONEY,
    "grants.ledgerentry": MONEY | {R.LEAD},
    "grants.commitment": MONEY | {R.LEAD},
    "grants.approvallimit": MONEY,
    "grants.evidencerule": MONEY,
}


def things(given: Given) -> dict[str, Any]:
    return {
        "expenditure": given.expenditure.pk,
        "import": imported(given.expenditure.line).pk,
        "evidence": given.expenditure.evidence.get().pk,
    }
