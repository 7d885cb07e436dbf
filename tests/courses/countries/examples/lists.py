"""How many questions the lists of `courses.countries` ask."""

QUERIES: dict[str, int] = {
    "courses.classificationvintage": 4,
    "courses.countryclassification": 5,  # vintages
}
