"""The SQL by which no freed place is forgotten: whoever frees one, the database notes it."""

import pgtrigger

# Runs where places are updated, with the program locked.
NOTE_PLACES = """
    INSERT INTO trainees_vacancy (program_id, cohort_id, kind, place_id, number, noted_at)
    SELECT n.program_id, n.cohort_id, 'place', n.id, 1, n.released_at
      FROM new_rows n JOIN old_rows o ON o.id = n.id
     WHERE n.released_at IS NOT NULL AND o.released_at IS NULL ORDER BY n.id;
"""

# As many as the ceiling rose by, or as are no longer kept; a closed quota stops at most the next.
_NOTE_QUOTA = """
    INSERT INTO trainees_vacancy (program_id, cohort_id, kind, quota_id, number, noted_at)
    VALUES (NEW.program_id, NEW.cohort_id, 'quota', NEW.id, greatest(
        1, NEW.ceiling - OLD.ceiling,
        CASE WHEN NEW.floor_released_at IS NOT NULL OR NEW.closed_at IS NOT NULL
             THEN OLD.floor - OLD.used ELSE OLD.floor - greatest(NEW.floor, OLD.used) END
    ), now());
    RETURN NULL;
"""

note_quota = pgtrigger.Trigger(
    name="note_vacancy",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("""
        ((OLD.rule_id IS NULL OR OLD.used >= OLD.ceiling) AND (
            NEW.ceiling > OLD.ceiling OR (NEW.floor < OLD.floor AND OLD.used < OLD.floor)
            OR (NEW.floor_released_at IS NOT NULL AND OLD.floor_released_at IS NULL)
            OR (NEW.closed_at IS NOT NULL AND OLD.closed_at IS NULL)))
    """),
    func=_NOTE_QUOTA,
)
