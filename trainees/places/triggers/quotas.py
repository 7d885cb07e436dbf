"""What the database refuses of quotas, whoever writes: counters, facts, floors, what was agreed."""

import pgtrigger

from ivi_training.guards.counters import kept_by_triggers
from ivi_training.guards.triggers import referencing, update_of
from trainees.places.triggers import counters
from trainees.places.triggers.facts import COLUMNS, MATCHES

_CHANGED = " OR ".join(
    f"NEW.{fact} IS DISTINCT FROM OLD.{fact}" for fact in (*COLUMNS, "program_id")
)

# A new quota starts with the places that already match it; one that counts places keeps its facts.
COUNT_EXISTING = f"""
    IF TG_OP = 'UPDATE' THEN
        IF ({_CHANGED}) AND OLD.used > 0 THEN
            RAISE EXCEPTION 'quota % counts places: its facts cannot change', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NOT ({_CHANGED}) AND NEW.closed_at IS NOT DISTINCT FROM OLD.closed_at THEN
            RETURN NEW;
        END IF;
    END IF;
    {counters.lock("SELECT NEW.program_id")}
    NEW.used := 0;
    IF NEW.closed_at IS NULL THEN
        SELECT count(*) INTO NEW.used FROM trainees_place p, (SELECT NEW.*) q
         WHERE p.released_at IS NULL AND {MATCHES};
    END IF;
    RETURN NEW;
"""

# A quota on a stream or a cohort of another program would count nobody, and nobody would see.
OF_ONE_PROGRAM = """
    IF EXISTS (SELECT 1 FROM courses_stream
                WHERE id = NEW.stream_id AND program_id <> NEW.program_id)
       OR EXISTS (SELECT 1 FROM courses_cohort
                   WHERE id = NEW.cohort_id AND program_id <> NEW.program_id) THEN
        RAISE EXCEPTION 'a quota counts by the streams and cohorts of its own program'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""

# Which rows are made by rules, and when a floor is released, is written by other triggers only.
NOT_BY_HAND = """
    IF pg_trigger_depth() < 2 AND (
        (TG_OP = 'INSERT' AND (NEW.rule_id IS NOT NULL OR NEW.floor_released_at IS NOT NULL))
        OR (TG_OP = 'UPDATE' AND (NEW.rule_id IS DISTINCT FROM OLD.rule_id
            OR NEW.rule_value <> OLD.rule_value
            OR NEW.floor_released_at IS DISTINCT FROM OLD.floor_released_at
            OR (NEW.rule_id IS NOT NULL AND NEW.closed_at IS NOT NULL)))
    ) THEN
        RAISE EXCEPTION 'quota %: rules make and close their rows, an act releases a floor',
            NEW.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""

# The triggers that write quotas check by themselves, once all their counters have moved.
_OWN_CHECK = "IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;"
_PROGRAMS = "SELECT program_id FROM new_rows"
CHECK_NEW = f"""
    {_OWN_CHECK}
    {counters.lock(_PROGRAMS)}
    {counters.refuse_unkept(_PROGRAMS)}
    RETURN NULL;
"""
# Only what tightens is checked: nothing that loosens is ever refused. Where a quota is closed,
# the rules of its program take over the places that it stood for.
CHECK_CHANGED = f"""
    {_OWN_CHECK}
    IF NOT EXISTS (SELECT 1 FROM new_rows n JOIN old_rows o USING (id) WHERE
        (n.ceiling, n.floor, n.floor_until, n.closed_at, n.program_id)
        IS DISTINCT FROM (o.ceiling, o.floor, o.floor_until, o.closed_at, o.program_id)
        OR n.used > o.used) THEN RETURN NULL; END IF;
    {counters.lock(_PROGRAMS)}
    IF EXISTS (SELECT 1 FROM new_rows WHERE closed_at IS NOT NULL) THEN
        {
    counters.rows_of_rules(
        f"SELECT * FROM trainees_place WHERE released_at IS NULL AND program_id IN ({_PROGRAMS})"
    )
};
    END IF;
    {counters.refuse_unkept(_PROGRAMS)}
    RETURN NULL;
"""

# Once a quota is in a version, its ceiling and floor are those of the newest version that has it.
AS_AGREED = """
    SELECT q.ceiling, q.floor, q.floor_until, r.ceiling AS of_rule INTO now_is
      FROM trainees_quota q LEFT JOIN trainees_quotarule r ON r.id = q.rule_id WHERE q.id = NEW.id;
    SELECT l.ceiling, l.floor, l.floor_until INTO agreed
      FROM trainees_quotaversionline l JOIN trainees_quotaversion v ON v.id = l.version_id
     WHERE l.quota_id = NEW.id ORDER BY v.number DESC LIMIT 1;
    IF (FOUND AND (now_is.ceiling, now_is.floor, now_is.floor_until)
            IS DISTINCT FROM (agreed.ceiling, agreed.floor, agreed.floor_until))
        OR (NOT FOUND AND now_is.of_rule <> now_is.ceiling) THEN
        RAISE EXCEPTION 'quota % is not as the version in force says: revise it', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""

GUARDS = [
    # Named to run before the counting one: PostgreSQL fires in alphabetical order.
    kept_by_triggers("used"),
    pgtrigger.Trigger(
        name="existing_places_counted",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=COUNT_EXISTING,
    ),
    pgtrigger.Trigger(
        name="not_by_hand",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=NOT_BY_HAND,
    ),
    pgtrigger.Trigger(
        name="of_one_program",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | update_of("program_id", "stream_id", "cohort_id"),
        func=OF_ONE_PROGRAM,
    ),
    pgtrigger.Trigger(
        name="reserves_fit_new",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        level=pgtrigger.Statement,
        referencing=referencing(new="new_rows"),
        declare=counters.DECLARED,
        func=CHECK_NEW,
    ),
    pgtrigger.Trigger(
        name="reserves_fit",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        level=pgtrigger.Statement,
        referencing=referencing(new="new_rows", old="old_rows"),
        declare=counters.DECLARED,
        func=CHECK_CHANGED,
    ),
    pgtrigger.Trigger(
        name="as_agreed",
        when=pgtrigger.After,
        operation=update_of("ceiling", "floor", "floor_until"),
        timing=pgtrigger.Deferred,
        declare=[("now_is", "RECORD"), ("agreed", "RECORD")],
        func=AS_AGREED,
    ),
    pgtrigger.Protect(
        name="closed_for_good",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__closed_at__isnull=False),
    ),
    pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
]
