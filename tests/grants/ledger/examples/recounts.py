"""How each thing that `grants.ledger` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "budget_line.budgeted": "UPDATE grants_budgetline SET budgeted = budgeted + 1",
    "budget_line.committed": "UPDATE grants_budgetline SET committed = committed - 1",
    "budget_line.spent": "UPDATE grants_budgetline SET spent = spent + 1",
    **{
        f"grant.{column}": f"UPDATE grants_grant SET {column} = {column} + 1"  # noqa: S608 - ours
        for column in ("awarded", "received", "interest", "interest_returned", "spent", "sealed")
    },
    "ledger_day.came": "UPDATE grants_ledgerday SET came = came + 1",
    "ledger_day.went": "UPDATE grants_ledgerday SET day = day + 1",
    "grant.returned": "UPDATE grants_grant SET returned = 1, received = spent",
}
