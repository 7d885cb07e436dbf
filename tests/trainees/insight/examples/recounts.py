"""How each thing that `trainees.insight` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "tally.count": "UPDATE trainees_tally SET count = count + 1 WHERE thing = 'enrolment'",
}
