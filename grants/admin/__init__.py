"""Setting up money: grants with their lines, support packages; and the ledger to read."""

from grants.admin import (
    budget_lines,
    deadlines,
    engagements,
    exchange_rates,
    fee_rates,
    grants,
    ledger,
    recoveries,
    spending_rules,
    support_packages,
    work,
)

__all__ = [
    "budget_lines",
    "deadlines",
    "engagements",
    "exchange_rates",
    "fee_rates",
    "grants",
    "ledger",
    "recoveries",
    "spending_rules",
    "support_packages",
    "work",
]
