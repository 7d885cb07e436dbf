"""How many questions the lists of `trainees.joining` ask."""

QUERIES: dict[str, int] = {
    "trainees.condition": 5,  # cohorts
    "trainees.deferral": 5,  # cohorts
    "trainees.offer": 5,  # cohorts
    "trainees.onboarding": 5,  # cohorts
    "trainees.pledge": 5,  # cohorts
}
