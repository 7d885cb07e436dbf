"""What each role may do with money; approving is a right of its own, and never one's own entry."""

from ivi_training.permissions import Role

_MODELS = [
    "grant",
    "budgetline",
    "supportpackage",
    "supportpackageitem",
    "commitment",
    "commitmentitem",
    "ledgerentry",
    "accountingperiod",
    "periodreopening",
    "expenditure",
    "evidence",
]
_VIEW = {f"grants.view_{model}" for model in _MODELS}
_SET_UP = {
    f"grants.{verb}_{model}"
    for verb in ("add", "change", "delete")
    for model in ("supportpackage", "supportpackageitem")
} | {f"grants.{verb}_{model}" for verb in ("add", "change") for model in ("grant", "budgetline")}

ROLE_PERMISSIONS: dict[str, set[str]] = {
    Role.ADMINISTRATOR: _VIEW | _SET_UP,
    Role.LEAD: {"grants.view_grant", "grants.view_budgetline"},
    Role.FINANCE: _VIEW
    | _SET_UP
    | {
        "grants.add_expenditure",
        "grants.change_expenditure",
        "grants.close_accountingperiod",
    },
    # What one person approved, another does not take back alone.
    Role.APPROVER: _VIEW
    | {
        "grants.approve_expenditure",
        "grants.reverse_ledgerentry",
        "grants.reopen_accountingperiod",
    },
    Role.AUDITOR: _VIEW,
}
