-- A function, for its plan is kept by the connection: planning these ten small reads anew took
-- longer than doing them, and every page of a call asks.
--
-- PostgreSQL writes a changed row at another address, under the number of its transaction: these
-- two say which version of a row is seen, without reading the row. A table without a row keeps its
-- turn, for rows of two tables can have the same address and number.
--
-- Rows of a form and of a list of countries are left out: nothing is read before it is published,
-- and then they stand.
CREATE OR REPLACE FUNCTION call_setup_version(the_call bigint, the_program bigint)
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN concat_ws('/',
        (SELECT concat(ctid, xmin) FROM courses_call WHERE id = the_call),
        (SELECT concat(ctid, xmin) FROM courses_program WHERE id = the_program),
        (SELECT coalesce(string_agg(concat(ctid, xmin), ' ' ORDER BY ctid), '')
           FROM courses_stream WHERE program_id = the_program),
        (SELECT coalesce(string_agg(concat(m.ctid, m.xmin, h.ctid, h.xmin, t.ctid, t.xmin), ' '
                                    ORDER BY m.ctid), '')
           FROM courses_call_cohorts m
           JOIN courses_cohort h ON h.id = m.cohort_id
           JOIN courses_course t ON t.id = h.course_id
          WHERE m.call_id = the_call),
        (SELECT coalesce(string_agg(concat(ctid, xmin), ' ' ORDER BY ctid), '')
           FROM courses_formversion WHERE call_id = the_call AND published_at IS NOT NULL),
        (SELECT coalesce(string_agg(concat(ctid, xmin), ' ' ORDER BY ctid), '')
           FROM courses_consentterm WHERE program_id = the_program AND published_at IS NOT NULL),
        (SELECT coalesce(string_agg(concat(ctid, xmin), ' ' ORDER BY ctid), '')
           FROM courses_endorsementrule WHERE call_id = the_call),
        (SELECT coalesce(string_agg(concat(ctid, xmin), ' ' ORDER BY ctid), '')
           FROM courses_callrule WHERE call_id = the_call),
        (SELECT coalesce(string_agg(concat(ctid, xmin), ' ' ORDER BY ctid), '')
           FROM courses_classificationvintage WHERE published_at IS NOT NULL));
END;
$$;
