"""How many questions the lists of `trainees.office` ask."""

QUERIES: dict[str, int] = {
    "courses.cohort": 6,  # programs; all
    "courses.program": 5,  # all
    "trainees.application": 6,  # cohorts, streams
    "trainees.enrolment": 5,  # cohorts
    "trainees.onlineenrolment": 5,  # cohorts
    "trainees.quota": 5,  # programs
    "trainees.quotaversion": 4,
}
