-- Who changed something, as the histories say it: more may be said of one request while it runs;
-- what was said once stands, and nobody takes the key of another request for his own words.
CREATE OR REPLACE FUNCTION context_stands()
RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at
       OR NOT NEW.metadata @> OLD.metadata THEN
        RAISE EXCEPTION 'what a history says about its changes stands'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
