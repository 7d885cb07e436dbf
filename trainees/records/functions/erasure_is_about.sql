-- Whether a row is about the person of an account: its own row, or one that hangs on it.
CREATE OR REPLACE FUNCTION erasure_is_about(kind text, thing jsonb, person bigint)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    up record;
BEGIN
    IF kind = 'ivi_training_user' THEN
        RETURN (thing->>'id')::bigint = person;
    ELSIF thing->>'user_id' IS NOT NULL THEN
        -- Also of an account whose person became this one's.
        RETURN (thing->>'user_id')::bigint = person
            OR EXISTS (SELECT 1 FROM trainees_applicant
                        WHERE user_id = (thing->>'user_id')::bigint
                          AND id IN (SELECT people_of(person)));
    ELSIF thing->>'recipient_user_id' IS NOT NULL THEN
        RETURN (thing->>'recipient_user_id')::bigint = person;
    ELSIF thing ? 'applicant_id' THEN
        RETURN (thing->>'applicant_id')::bigint IN (SELECT people_of(person));
    ELSIF kind = 'trainees_screeningstep' THEN
        RETURN EXISTS (
            SELECT 1 FROM trainees_screenedapplication s
              JOIN trainees_application a ON a.id = s.application_id
              JOIN trainees_applicant p ON p.id = a.applicant_id
             WHERE s.step_id = (thing->>'id')::bigint AND p.user_id = person);
    ELSIF kind = 'trainees_notduplicate' THEN
        RETURN EXISTS (SELECT 1 FROM people_of(person) one WHERE one IN
                       ((thing->>'first_id')::bigint, (thing->>'second_id')::bigint));
    ELSIF kind = 'courses_organisation' THEN
        -- The employer of this person and of nobody else.
        RETURN EXISTS (
            SELECT 1 FROM trainees_application a JOIN trainees_applicant p ON p.id = a.applicant_id
             WHERE a.organisation_id = (thing->>'id')::bigint AND p.user_id = person)
           AND NOT EXISTS (
            SELECT 1 FROM trainees_application a JOIN trainees_applicant p ON p.id = a.applicant_id
             WHERE a.organisation_id = (thing->>'id')::bigint AND p.user_id <> person);
    END IF;
    SELECT * INTO up FROM erasure_above(kind, thing);
    RETURN up.higher IS NOT NULL AND erasure_is_about(up.above, up.higher, person);
END
$$;
