-- The applications that a row belongs to; none where it is a person's, or nobody's.
CREATE OR REPLACE FUNCTION applications_of(kind text, thing jsonb)
RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    up record;
BEGIN
    IF kind = 'trainees_application' THEN
        RETURN ARRAY[(thing->>'id')::bigint];
    ELSIF thing->>'application_id' IS NOT NULL THEN
        RETURN ARRAY[(thing->>'application_id')::bigint];
    ELSIF kind = 'trainees_screeningstep' THEN
        RETURN ARRAY(SELECT application_id FROM trainees_screenedapplication
                      WHERE step_id = (thing->>'id')::bigint);
    END IF;
    SELECT * INTO up FROM erasure_above(kind, thing);
    RETURN CASE WHEN up.higher IS NULL THEN ARRAY[]::bigint[]
                ELSE applications_of(up.above, up.higher) END;
END
$$;
