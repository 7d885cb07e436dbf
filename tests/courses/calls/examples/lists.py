"""How many questions the lists of `courses.calls` ask."""

QUERIES: dict[str, int] = {
    "courses.call": 5,  # programs
    "courses.consentterm": 5,  # programs
    "courses.formsection": 4,
    "courses.formversion": 5,  # calls
}
