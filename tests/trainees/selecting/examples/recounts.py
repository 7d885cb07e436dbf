"""How each thing that `trainees.selecting` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "waiting.status": "DELETE FROM trainees_waitingentry WHERE left_at IS NULL",
    "waiting.cohort": "UPDATE trainees_waitingentry SET stream_id = NULL WHERE left_at IS NULL",
    "promotion.offer": """
        UPDATE trainees_promotion SET entry_id = (SELECT max(id) FROM trainees_waitingentry)""",
}
