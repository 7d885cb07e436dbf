"""How each thing that `grants.awards` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "budget_line.overrun_allowed": "UPDATE grants_budgetline SET overrun_allowed = 1",
    "grant.unallocated": "UPDATE grants_grant SET unallocated = unallocated + 1",
}
