"""How many questions the lists of `trainees.selecting` ask."""

QUERIES: dict[str, int] = {
    "trainees.allocationrun": 5,  # cohorts
}
