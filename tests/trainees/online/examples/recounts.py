"""How each thing that `trainees.online` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "online.cohort": """
        INSERT INTO trainees_onlineenrolment
               (application_id, cohort_id, status, joined_at, ended_at)
        SELECT id, cohort_id, 'left', now(), now() FROM trainees_application LIMIT 1""",
}
