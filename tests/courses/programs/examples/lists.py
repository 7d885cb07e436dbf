"""How many questions the lists of `courses.programs` ask."""

QUERIES: dict[str, int] = {
    "courses.course": 4,
}
