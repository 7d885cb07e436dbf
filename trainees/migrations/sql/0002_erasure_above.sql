-- The row that this row hangs on: a score on its review, a history on its thing.
CREATE OR REPLACE FUNCTION erasure_above(kind text, thing jsonb, OUT above text, OUT higher jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    other text := CASE
        WHEN thing->>'application_id' IS NOT NULL THEN 'application'
        WHEN thing->>'review_id' IS NOT NULL THEN 'review'
        WHEN thing->>'offer_id' IS NOT NULL THEN 'offer'
        WHEN thing->>'entry_id' IS NOT NULL THEN 'entry'
        WHEN kind = 'courses_organisationname' THEN 'organisation'
        WHEN thing->>'subject_id' IS NOT NULL THEN 'subject'
    END;
BEGIN
    above := CASE other
        WHEN 'subject' THEN replace(thing->>'subject_type', '.', '_')
        WHEN 'entry' THEN 'trainees_waitingentry'
        WHEN 'organisation' THEN 'courses_organisation'
        ELSE 'trainees_' || other
    END;
    IF above IS NOT NULL THEN
        EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE t.id = $1', above)
           INTO higher USING (thing->>(other || '_id'))::bigint;
    END IF;
EXCEPTION WHEN undefined_table OR undefined_column THEN
    higher := NULL;
END
$$;
