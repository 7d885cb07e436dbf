"""How many questions the lists of `trainees.reviewing` ask."""

QUERIES: dict[str, int] = {
    "trainees.conflictofinterest": 4,
    "trainees.criterion": 4,
    "trainees.ranking": 5,  # cohorts
    "trainees.review": 5,  # cohorts
    "trainees.reviewer": 4,
    "trainees.rubric": 5,  # calls
}
