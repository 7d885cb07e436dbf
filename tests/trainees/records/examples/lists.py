"""How many questions the lists of `trainees.records` ask."""

QUERIES: dict[str, int] = {
    "ivi_training.erasure": 4,
    "trainees.applicant": 4,
    "trainees.correction": 4,
    "trainees.destruction": 5,  # programs
    "courses.organisation": 4,
    "trainees.retentionhold": 4,
    "trainees.retentionrule": 5,  # programs
}
