"""How many questions the lists of `ivi_training.office` ask."""

QUERIES: dict[str, int] = {
    "ivi_training.statuschange": 6,  # the first and the last day
    "ivi_training.user": 6,  # all; the roles of the rows
}
