-- Whether what stands may be blanked or deleted here: this very transaction has agreed to the erasure
-- of the person whom the row is about, or records that its data are destroyed, and nothing but these
-- columns becomes empty.
--
-- Whom a row is about is asked of functions that the app above installs, which knows people; a body
-- of PL/pgSQL looks for them when it runs.
CREATE OR REPLACE FUNCTION erasure_lets(kind text, before jsonb, after jsonb, columns text[])
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (EXISTS (
               SELECT 1 FROM ivi_training_erasure e
                WHERE e.status = 'agreed' AND e.decided_at = transaction_timestamp()
                  AND erasure_is_about(kind, before, e.user_id))
            OR destruction_lets(kind, before))
       AND (after IS NULL OR NOT EXISTS (
               SELECT 1 FROM jsonb_each(after) n
                WHERE n.value IS DISTINCT FROM before->n.key
                  AND NOT (n.key = ANY(columns) AND (
                      n.value IN ('null', '""', '{}', '[]')
                      OR n.value #>> '{}' ~ '^\[erased\]( [0-9]+)?$'))));
END
$$;
