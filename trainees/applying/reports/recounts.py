"""What `trainees.applying` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
    # Everybody who applied is judged by the rules that the first found.
    "call.rules_frozen": """
        SELECT 'call ' || c.id, 0, count(*) FROM courses_call c
          JOIN trainees_application a ON a.call_id = c.id AND a.submitted_at IS NOT NULL
         WHERE c.rules_frozen_at IS NULL GROUP BY c.id ORDER BY c.id""",
    # Nobody signs what was worded anew under their hands.
    "endorsementrule.first_asked": """
        SELECT 'endorsement rule ' || r.id, 0, count(*) FROM courses_endorsementrule r
          JOIN trainees_endorsement e ON e.rule_id = r.id
         WHERE r.first_asked_at IS NULL GROUP BY r.id ORDER BY r.id""",
}
