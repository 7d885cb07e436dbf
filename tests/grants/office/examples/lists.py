"""How many questions the lists of `grants.office` ask."""

QUERIES: dict[str, int] = {
    "grants.exchangerate": 6,  # currencies, sources
    "grants.fundingsource": 6,  # grants; all
    "grants.grant": 5,  # all
}
