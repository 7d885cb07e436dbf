-- What moves with an account that was merged into another. Two live applications to one call, or two
-- live places in one cohort, are refused by the unique constraints of those tables, and the whole
-- merge with them.
CREATE OR REPLACE FUNCTION person_moves(goes bigint, stays bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE trainees_application SET applicant_id = stays WHERE applicant_id = goes;
    UPDATE trainees_place SET applicant_id = stays WHERE applicant_id = goes;
    UPDATE trainees_consent SET applicant_id = stays WHERE applicant_id = goes;
    UPDATE trainees_correction SET applicant_id = stays WHERE applicant_id = goes;
END
$$;
