-- A person's own row, and those of accounts that were merged into theirs.
CREATE OR REPLACE FUNCTION people_of(account bigint)
RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT id FROM trainees_applicant WHERE user_id = account
     UNION ALL
    SELECT m.goes_id FROM trainees_personmerge m JOIN trainees_applicant p ON p.id = m.applicant_id
     WHERE p.user_id = account
$$;
