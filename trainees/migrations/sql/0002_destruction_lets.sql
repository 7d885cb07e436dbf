-- Whether this very transaction makes the record that the data of this row are destroyed.
CREATE OR REPLACE FUNCTION destruction_lets(kind text, before jsonb)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM trainees_destruction
                    WHERE began_at = transaction_timestamp()) THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT 1 FROM trainees_destroyedapplication l
          JOIN trainees_destruction d ON d.id = l.destruction_id
         WHERE d.began_at = transaction_timestamp()
           AND l.application_id = ANY (applications_of($1, before))
           AND (l.kind IN ('draft', 'not_selected', 'trainee')
             OR l.kind = 'paper' AND $1 = 'trainees_document'
             OR l.kind = 'endorsement' AND $1 = 'trainees_endorsement'
             OR l.kind = 'acceptance' AND $1 IN ('trainees_answer', 'trainees_document')
                AND EXISTS (SELECT 1 FROM courses_formquestion q
                              JOIN courses_formversion v ON v.id = q.version_id
                             WHERE q.id = (before->>'question_id')::bigint
                               AND v.stage = 'acceptance'))
    ) OR EXISTS (
        SELECT 1 FROM trainees_destroyedapplication l
          JOIN trainees_destruction d ON d.id = l.destruction_id
          JOIN trainees_application a ON a.id = l.application_id
          JOIN trainees_applicant p ON p.id = a.applicant_id
         WHERE d.began_at = transaction_timestamp() AND l.kind = 'person'
           AND erasure_is_about($1, before, p.user_id)
    );
END
$$;
