"""How each thing that `trainees.places` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "quota.used": "UPDATE trainees_quota SET used = used + 1",
    "quota.ceiling": "UPDATE trainees_quota SET ceiling = 0",
    "quota.reserved": "UPDATE trainees_quota SET floor = 5 WHERE gender = 'male'",
    "quota.released": "UPDATE trainees_quota SET floor_released_at = now()",
    "quota.agreed_ceiling": "UPDATE trainees_quota SET ceiling = ceiling + 1",
    "quota.agreed_floor": "UPDATE trainees_quota SET floor = floor + 1",
    "quota.rule_ceiling": "UPDATE trainees_quotarule SET ceiling = ceiling + 1",
    "quota.rule_rows": "DELETE FROM trainees_quota WHERE rule_id IS NOT NULL",
    "person.merged": """
        INSERT INTO trainees_personmerge (chosen, reason, at, applicant_id, by_id, goes_id)
        SELECT '{}', 'One', now(), max(p.id), max(p.user_id), min(p.id)
          FROM trainees_applicant p JOIN trainees_application a ON a.applicant_id = p.id""",
}
