"""What `courses.organisations` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
    "organisation.named": """
        SELECT 'organisation ' || o.id, 0, 1 FROM courses_organisation o
         WHERE o.merged_into_id IS NULL AND NOT EXISTS (SELECT 1 FROM courses_organisationname n
            WHERE n.organisation_id = o.id AND n.name = o.name) ORDER BY o.id""",
}
