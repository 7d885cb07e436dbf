"""How many questions the lists of `grants.budgets` ask."""

QUERIES: dict[str, int] = {
    "grants.budgetline": 6,  # grants; all
    "grants.transferpolicy": 5,  # all
}
