"""What `trainees.screening` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
    "returnrequest.open": """
        SELECT 'return ' || r.id, 1, 0 FROM trainees_returnrequest r
          JOIN trainees_application a ON a.id = r.application_id
         WHERE r.answered_at IS NULL AND r.closed_at IS NULL AND a.status <> 'returned'
         ORDER BY r.id""",
    "application.is_clear": """
        SELECT 'application ' || a.id, coalesce(a.is_clear::int, -1), checked.is_clear::int
          FROM trainees_application a CROSS JOIN LATERAL (
              SELECT bool_and(e.finding = 'pass') AS is_clear FROM trainees_eligibilityresult e
               WHERE e.application_id = a.id GROUP BY e.number ORDER BY e.number DESC LIMIT 1
          ) checked WHERE a.is_clear IS DISTINCT FROM checked.is_clear ORDER BY a.id""",
}
