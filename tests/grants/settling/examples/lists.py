"""How many questions the lists of `grants.settling` ask."""

QUERIES: dict[str, int] = {
    "grants.deadline": 6,  # grants; all
}
