"""How each thing that `trainees.applying` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "endorsementrule.first_asked": "UPDATE courses_endorsementrule SET first_asked_at = NULL",
    "call.rules_frozen": "UPDATE courses_call SET rules_frozen_at = NULL",
}
