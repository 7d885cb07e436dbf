"""What `trainees.online` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
    "online.cohort": """
        SELECT 'online enrolment ' || l.id, 1, 0 FROM trainees_onlineenrolment l
          JOIN courses_cohort k ON k.id = l.cohort_id WHERE k.modality <> 'online' ORDER BY l.id""",
}
