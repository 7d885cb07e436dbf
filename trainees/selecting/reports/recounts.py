"""What `trainees.selecting` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
    # Who waits stands on a list, and nobody else does.
    "waiting.status": """
        SELECT 'application ' || a.id, (a.status = 'waitlisted')::int, count(w.id)
          FROM trainees_application a LEFT JOIN trainees_waitingentry w
            ON w.application_id = a.id AND w.left_at IS NULL
         WHERE a.status = 'waitlisted' OR w.id IS NOT NULL
         GROUP BY a.id HAVING (a.status = 'waitlisted')::int <> count(w.id) ORDER BY a.id""",
    "waiting.cohort": """
        SELECT 'entry ' || w.id, w.cohort_id, a.cohort_id FROM trainees_waitingentry w
          JOIN trainees_application a ON a.id = w.application_id
         WHERE w.left_at IS NULL AND (w.cohort_id <> a.cohort_id
            OR w.stream_id IS DISTINCT FROM a.stream_id) ORDER BY w.id""",
    "promotion.offer": """
        SELECT 'promotion ' || p.id, w.application_id, o.application_id FROM trainees_promotion p
          JOIN trainees_waitingentry w ON w.id = p.entry_id
          JOIN trainees_offer o ON o.id = p.offer_id
         WHERE o.application_id <> w.application_id ORDER BY p.id""",
}
