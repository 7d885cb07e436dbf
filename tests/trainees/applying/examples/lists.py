"""How many questions the lists of `trainees.applying` ask."""

QUERIES: dict[str, int] = {
    "trainees.consent": 5,  # programs
    "trainees.endorsement": 5,  # calls
}
