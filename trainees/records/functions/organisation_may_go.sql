-- Refuses the merge of an organisation into another while a quota was made for it by hand: it would
-- limit nobody any more, and nobody would see.
CREATE OR REPLACE FUNCTION organisation_may_go(goes bigint)
RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM trainees_quota WHERE organisation_id = goes
                  AND rule_id IS NULL AND closed_at IS NULL) THEN
        RAISE EXCEPTION 'organisation % has an open quota of its own', goes
            USING ERRCODE = 'restrict_violation';
    END IF;
END
$$;
