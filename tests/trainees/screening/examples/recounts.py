"""How each thing that `trainees.screening` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "returnrequest.open": """
        INSERT INTO trainees_returnrequest
               (application_id, asked_fields, asked_papers, text, due_at, made_at, made_by_id)
        SELECT id, '{english}', '{}', 'Why', now() + interval '1 day', now(),
               (SELECT min(id) FROM ivi_training_user) FROM trainees_application LIMIT 1""",
    "application.is_clear": "UPDATE trainees_application SET is_clear = NULL",
}
