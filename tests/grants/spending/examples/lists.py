"""How many questions the lists of `grants.spending` ask."""

QUERIES: dict[str, int] = {
    "grants.commitment": 5,  # cohorts
    "grants.approvallimit": 6,  # grants; all
    "grants.evidencerule": 5,  # all
    "grants.ledgerentry": 5,  # grants
    "grants.recovery": 5,  # grants
}
