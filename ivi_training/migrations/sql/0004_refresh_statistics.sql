-- Lets the planner see how much there is by now. Only the owner of a table may; the application has
-- to where it writes a great deal at once, and can do nothing else with it.
CREATE OR REPLACE FUNCTION refresh_statistics()
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE;
END
$$;
