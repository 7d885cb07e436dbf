"""What `trainees.places` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

from trainees.places.triggers.counters import count_query, reserved
from trainees.places.triggers.facts import MATCHES, VALUE, columns

RECOUNTS: dict[str, str] = {
    # A closed quota counts nothing.
    "quota.used": f"""
        SELECT 'quota ' || quota.id, quota.used, coalesce(counted.n, 0)
          FROM trainees_quota quota LEFT JOIN ({
        count_query("SELECT * FROM trainees_place WHERE released_at IS NULL", "count(*)")
    }) counted (id, n) USING (id) WHERE quota.used <> coalesce(counted.n, 0) ORDER BY quota.id""",
    "quota.reserved": f"""
        SELECT 'quota ' || q.id, q.ceiling - q.used, r.n
          FROM ({reserved("SELECT id FROM courses_program")}) r JOIN trainees_quota q ON q.id = r.id
         WHERE r.n > q.ceiling - q.used ORDER BY q.id""",
    "quota.released": """
        SELECT 'quota ' || q.id, (q.floor_released_at IS NOT NULL)::int,
               (coalesce(act.kind, '') = 'released')::int FROM trainees_quota q LEFT JOIN LATERAL (
            SELECT kind FROM trainees_flooract a WHERE a.quota_id = q.id ORDER BY a.id DESC LIMIT 1
        ) act ON true
         WHERE (q.floor_released_at IS NOT NULL) <> (coalesce(act.kind, '') = 'released')
         ORDER BY q.id""",
    **{
        f"quota.agreed_{column}": f"""
        SELECT 'quota ' || q.id, q.{column}, line.{column} FROM trainees_quota q CROSS JOIN LATERAL (
            SELECT l.{column} FROM trainees_quotaversionline l
              JOIN trainees_quotaversion v ON v.id = l.version_id
             WHERE l.quota_id = q.id ORDER BY v.number DESC LIMIT 1
        ) line WHERE q.{column} <> line.{column} ORDER BY q.id"""
        for column in ("ceiling", "floor")
    },
    "quota.rule_ceiling": """
        SELECT 'quota ' || q.id, q.ceiling, r.ceiling
          FROM trainees_quota q JOIN trainees_quotarule r ON r.id = q.rule_id
         WHERE q.closed_at IS NULL AND q.ceiling <> r.ceiling AND NOT EXISTS (
            SELECT 1 FROM trainees_quotaversionline l WHERE l.quota_id = q.id) ORDER BY q.id""",
    # Each value that holds a place is limited: by the rule's own row, or by one made by hand.
    "quota.rule_rows": f"""
        SELECT 'rule ' || r.id || ' for ' || {VALUE}, 0, count(*) FROM trainees_place p
          JOIN trainees_quotarule r ON r.program_id = p.program_id AND r.closed_at IS NULL
         WHERE p.released_at IS NULL AND {VALUE} IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM trainees_quota q WHERE {MATCHES} AND (q.rule_id = r.id
                OR (q.rule_id IS NULL AND {columns("q")} IN (r.fact, r.fact || '_id'))))
         GROUP BY r.id, {VALUE} ORDER BY 1""",
    "quota.ceiling": """
        SELECT 'quota ' || id, used, ceiling FROM trainees_quota WHERE used > ceiling ORDER BY id""",
    # Nothing is left with a person who was merged.
    "person.merged": """
        SELECT left_with.thing, m.goes_id, m.applicant_id FROM (
            SELECT 'application ' || id AS thing, applicant_id FROM trainees_application
            UNION ALL SELECT 'place ' || id, applicant_id FROM trainees_place
            UNION ALL SELECT 'consent ' || id, applicant_id FROM trainees_consent
            UNION ALL SELECT 'merge ' || id, applicant_id FROM trainees_personmerge
        ) left_with JOIN trainees_personmerge m ON m.goes_id = left_with.applicant_id
         ORDER BY left_with.thing""",
}
