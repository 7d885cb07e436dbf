"""What each role may do with money; approving is a right of its own, and never one's own entry."""

from ivi_training.guards.permissions import Role

_MODELS = [
    "grant",
    "budgetcategory",
    "budgetline",
    "budgetversion",
    "overrun",
    "transfer",
    "transferpolicy",
    "transferpair",
    "supportpackage",
    "supportpackageitem",
    "regionband",
    "commitment",
    "commitmentitem",
    "commitmentpart",
    "engagement",
    "feecategory",
    "feerate",
    "recovery",
    "ledgerentry",
    "accountingperiod",
    "periodreopening",
    "expenditure",
    "evidence",
    "exchangerate",
    "fundingsource",
    "settlementreport",
    "deadline",
    "fundingshare",
    "evidencerule",
    "approvallimit",
    "expenditureimport",
]
_VIEW = {f"grants.view_{model}" for model in _MODELS}
_SET_UP = {
    f"grants.{verb}_{model}"
    for verb in ("add", "change", "delete")
    for model in (
        "supportpackage",
        "supportpackageitem",
        "regionband",
        "deadline",
        "feecategory",
        "feerate",
    )
} | {
    f"grants.{verb}_{model}"
    for verb in ("add", "change")
    for model in ("grant", "budgetline", "fundingsource")
}
_POLICY = {
    f"grants.{verb}_{model}"
    for verb in ("add", "change", "delete")
    for model in ("transferpolicy", "transferpair")
} - {"grants.delete_transferpolicy"}
_LIMITS = {
    f"grants.{verb}_{model}"
    for verb in ("add", "change", "delete")
    for model in ("approvallimit", "evidencerule")
}

ROLE_PERMISSIONS: dict[str, set[str]] = {
    # Who decides on transfers is a matter of each grant's policy.
    Role.ADMINISTRATOR: _VIEW
    | _SET_UP
    | _POLICY
    | _LIMITS
    | {
        "grants.decide_transfer",
        "grants.approve_expenditure",
    },
    # Promises are named by the number of an application, never by a name.
    Role.LEAD: {
        "grants.view_grant",
        "grants.view_budgetline",
        "grants.view_ledgerentry",
        "grants.view_commitment",
        "grants.view_settlementreport",
        "grants.view_deadline",
    },
    Role.FINANCE: _VIEW
    | _SET_UP
    | {
        "grants.add_engagement",
        "grants.change_engagement",
        "grants.add_expenditure",
        "grants.change_expenditure",
        "grants.close_accountingperiod",
        "grants.add_transfer",
        "grants.add_overrun",
        "grants.receive_recovery",
        "grants.add_exchangerate",
        "grants.add_settlementreport",
        "grants.pay_expenditure",
    },
    # What one person approved, another does not take back alone.
    Role.APPROVER: _VIEW
    | {
        "grants.approve_expenditure",
        "grants.settle_expenditure",
        "grants.reverse_ledgerentry",
        "grants.reopen_accountingperiod",
        "grants.decide_transfer",
        "grants.approve_overrun",
        "grants.waive_recovery",
    },
    Role.AUDITOR: _VIEW,
}
