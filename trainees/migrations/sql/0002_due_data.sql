-- What falls due when, by the rules in force. A function inside the view, so that columns below it
-- can still be altered.
CREATE OR REPLACE FUNCTION due_data()
RETURNS TABLE (rule_id bigint, application_id bigint, applicant_id bigint, due_on date,
               held_by text) LANGUAGE sql STABLE AS $$
SELECT r.id AS rule_id, a.id AS application_id, a.applicant_id,
       (e.counted_from + CASE r.unit WHEN 'days' THEN make_interval(days => r.period)
                                     WHEN 'months' THEN make_interval(months => r.period)
                                     ELSE make_interval(years => r.period) END)::date AS due_on,
       CASE WHEN EXISTS (SELECT 1 FROM trainees_retentionhold h
                          WHERE h.lifted_at IS NULL AND (h.applicant_id = a.applicant_id
                             -- Held under an account that was merged into this one.
                             OR h.applicant_id IN (SELECT m.goes_id FROM trainees_personmerge m
                                                    WHERE m.applicant_id = a.applicant_id)))
            THEN 'hold'
            WHEN EXISTS (SELECT 1 FROM trainees_appeal q
                           JOIN trainees_application b ON b.id = q.application_id
                          WHERE b.applicant_id = a.applicant_id AND q.decided_at IS NULL)
            THEN 'appeal'
            WHEN EXISTS (SELECT 1 FROM ivi_training_erasure w
                          WHERE w.user_id = u.id AND w.status = 'asked')
            THEN 'erasure' ELSE '' END AS held_by
  FROM trainees_retentionrule r
  JOIN courses_program g ON g.id = r.program_id
  JOIN courses_cohort c ON c.program_id = g.id
  JOIN trainees_application a ON a.cohort_id = c.id
  JOIN courses_call k ON k.id = a.call_id
  JOIN trainees_applicant p ON p.id = a.applicant_id
  JOIN ivi_training_user u ON u.id = p.user_id
 CROSS JOIN LATERAL (SELECT (CASE r.event
            WHEN 'program_end' THEN g.ends_on
            WHEN 'call_close' THEN (k.closes_at AT TIME ZONE 'Asia/Seoul')::date
            WHEN 'last_change' THEN (a.saved_at AT TIME ZONE 'Asia/Seoul')::date
            WHEN 'sign_in'
            THEN (coalesce(u.last_login, u.date_joined) AT TIME ZONE 'Asia/Seoul')::date
            ELSE (coalesce((SELECT max(s.at) FROM ivi_training_statuschange s
                             WHERE s.subject_type = 'trainees.application'
                               AND s.subject_id = a.id), a.created_at)
                  AT TIME ZONE 'Asia/Seoul')::date
        END) AS counted_from,
        g.ends_on < (now() AT TIME ZONE 'Asia/Seoul')::date AS has_ended,
        EXISTS (SELECT 1 FROM trainees_enrolment n WHERE n.application_id = a.id)
         OR EXISTS (SELECT 1 FROM trainees_onlineenrolment n WHERE n.application_id = a.id)
            AS took_part,
        EXISTS (SELECT 1 FROM trainees_destroyedapplication l WHERE l.application_id = a.id
                   AND l.kind IN ('draft', 'not_selected', 'trainee')) AS is_gone) e
 CROSS JOIN LATERAL (SELECT a.submitted_at IS NOT NULL
        AND (e.has_ended OR a.status IN ('ineligible', 'not_selected', 'withdrawn')
                            AND NOT e.took_part) AS is_settled) x
 WHERE r.published_at IS NOT NULL AND u.erased_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM trainees_retentionrule later
                    WHERE later.program_id = r.program_id AND later.kind = r.kind
                      AND later.number > r.number AND later.published_at IS NOT NULL)
   AND CASE r.kind
       WHEN 'draft' THEN a.submitted_at IS NULL AND k.closes_at < now()
       WHEN 'not_selected' THEN x.is_settled AND NOT e.took_part
       WHEN 'trainee' THEN x.is_settled AND e.took_part
       WHEN 'acceptance' THEN x.is_settled AND NOT e.is_gone AND EXISTS (
            SELECT 1 FROM courses_formquestion q JOIN courses_formversion v ON v.id = q.version_id
             WHERE v.stage = 'acceptance' AND v.call_id = a.call_id AND (
                   EXISTS (SELECT 1 FROM trainees_answer w
                            WHERE w.application_id = a.id AND w.question_id = q.id)
                OR EXISTS (SELECT 1 FROM trainees_document w
                            WHERE w.application_id = a.id AND w.question_id = q.id)))
       WHEN 'paper' THEN x.is_settled AND NOT e.is_gone
            AND EXISTS (SELECT 1 FROM trainees_document d WHERE d.application_id = a.id)
       WHEN 'endorsement' THEN x.is_settled AND NOT e.is_gone
            AND EXISTS (SELECT 1 FROM trainees_endorsement n WHERE n.application_id = a.id)
       WHEN 'mail' THEN x.is_settled AND NOT e.is_gone
       -- Of whom nothing else is kept, under the program of their newest application.
       ELSE NOT EXISTS (
                SELECT 1 FROM trainees_application b
                 WHERE b.applicant_id = a.applicant_id
                   AND (b.id > a.id OR NOT EXISTS (
                        SELECT 1 FROM trainees_destroyedapplication l
                         WHERE l.application_id = b.id
                           AND l.kind IN ('draft', 'not_selected', 'trainee'))))
            AND NOT u.is_staff
            AND NOT EXISTS (SELECT 1 FROM trainees_reviewer v WHERE v.user_id = u.id)
            AND NOT EXISTS (SELECT 1 FROM ivi_training_user_groups m
                              JOIN auth_group o ON o.id = m.group_id
                             WHERE m.user_id = u.id AND o.name <> 'applicant')
       END
$$;
