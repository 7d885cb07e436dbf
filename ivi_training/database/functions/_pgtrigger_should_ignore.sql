-- Whether a trigger is to be ignored: what stands in pgtrigger.ignore counts for the owner of the
-- tables and whoever may act as the owner, and for nobody else. Anybody can set it. Both who signed
-- in and who is acting are asked: a function that runs with the owner's rights ignores nothing for
-- somebody else.
--
-- Called for each row that a trigger sees. Nearly nobody has set anything, so that is asked first;
-- and asked in a way that raises no error, for to be rid of one PostgreSQL goes through every
-- foreign key that is still to be checked (ADR 37).
CREATE OR REPLACE FUNCTION "public"._pgtrigger_should_ignore(trigger_name name)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    ignored text := pg_catalog.current_setting('pgtrigger.ignore', true);
    owner oid;
BEGIN
    IF ignored IS NULL OR ignored IN ('', '{}') THEN
        RETURN false;
    END IF;
    SELECT p.proowner INTO owner FROM pg_catalog.pg_proc p
     WHERE p.oid = 'public._pgtrigger_should_ignore(name)'::pg_catalog.regprocedure;
    RETURN trigger_name = ANY (ignored::text[])
       AND pg_catalog.pg_has_role(session_user, owner, 'USAGE')
       AND pg_catalog.pg_has_role(current_user, owner, 'USAGE');
END
$$;
