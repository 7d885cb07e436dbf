"""How many questions the lists of `grants.commitments` ask."""

QUERIES: dict[str, int] = {
    "grants.engagement": 6,  # grants, twice: the filter, the steps
    "grants.feecategory": 6,  # grants; all
    "grants.feerate": 6,  # grants; all
    "grants.regionband": 6,  # grants; all
    "grants.supportpackage": 5,  # all
}
