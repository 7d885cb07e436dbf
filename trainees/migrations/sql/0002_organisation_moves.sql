-- What moves with a merge of organisations. Places are counted anew as they move: a quota that they
-- would break refuses the whole merge. A released place counts nowhere and stays as it was.
CREATE OR REPLACE FUNCTION organisation_moves(goes bigint, stays bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE trainees_application SET organisation_id = stays WHERE organisation_id = goes;
    UPDATE trainees_place SET organisation_id = stays
     WHERE organisation_id = goes AND released_at IS NULL;
    UPDATE trainees_reviewer SET organisation_id = stays WHERE organisation_id = goes;
END
$$;
