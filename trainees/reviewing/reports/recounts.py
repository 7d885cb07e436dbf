"""What `trainees.reviewing` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
    # Nothing that counts or leads anywhere is left with an organisation that was merged.
    "organisation.merged": """
        SELECT left_with.thing, o.id, coalesce(o.merged_into_id, m.stays_id) FROM (
            SELECT 'name ' || id AS thing, organisation_id FROM courses_organisationname
            UNION ALL SELECT 'application ' || id, organisation_id FROM trainees_application
            UNION ALL SELECT 'reviewer ' || id, organisation_id FROM trainees_reviewer
            UNION ALL SELECT 'place ' || id, organisation_id FROM trainees_place
                       WHERE released_at IS NULL
        ) left_with JOIN courses_organisation o ON o.id = left_with.organisation_id
          LEFT JOIN courses_organisationmerge m ON m.goes_id = o.id
         WHERE o.merged_into_id IS NOT NULL OR m.id IS NOT NULL ORDER BY 1""",
}
