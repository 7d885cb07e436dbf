"""The SQL of merges of organisations: what moves with one, and what holds still without one."""

import pgtrigger

from ivi_training.guards.triggers import update_of

# Whoever holds a program sees its places and quotas unmoved; whoever writes an organisation into a
# row holds that organisation, see below.
_HOLD = """
    PERFORM 1 FROM courses_program ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM courses_organisation WHERE id IN (NEW.goes_id, NEW.stays_id)
     ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM courses_organisation WHERE id IN (NEW.goes_id, NEW.stays_id)
                  AND merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'one of the organisations % and % is merged already',
            NEW.goes_id, NEW.stays_id USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM organisation_may_go(NEW.goes_id);
    RETURN NEW;
"""
# What else names the one that goes is known to the app above, which installs these two functions.
_MOVE = """
    UPDATE courses_organisation SET merged_into_id = NEW.stays_id
     WHERE id = NEW.goes_id OR merged_into_id = NEW.goes_id;
    UPDATE courses_organisationname SET organisation_id = NEW.stays_id
     WHERE organisation_id = NEW.goes_id;
    PERFORM organisation_moves(NEW.goes_id, NEW.stays_id);
    RETURN NULL;
"""

# Whether the row moves with a merge, and with nothing else.
FOLLOWS_MERGE = """EXISTS (SELECT 1 FROM courses_organisation o
    WHERE o.id = OLD.organisation_id AND o.merged_into_id = NEW.organisation_id)"""


def merge_triggers() -> list[pgtrigger.Trigger]:
    """Triggers of the record of a merge: it moves everything at once, and stands."""
    return [
        pgtrigger.Trigger(
            name="both_held", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_HOLD
        ),
        pgtrigger.Trigger(
            name="moves", when=pgtrigger.After, operation=pgtrigger.Insert, func=_MOVE
        ),
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    ]


def follows_merge(unless: str = "FALSE") -> pgtrigger.Trigger:
    """Refuse another organisation than the one into which the row's own was merged."""
    return pgtrigger.Trigger(
        name="organisation_stands",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.organisation_id IS NOT NULL"
            f" AND NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT ({unless})"
        ),
        func=f"""
            IF NOT {FOLLOWS_MERGE} THEN
                RAISE EXCEPTION 'the organisation of % % follows a merge only',
                    TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        """,
    )


# FOR SHARE waits for a merge that has not ended: otherwise a row would be written for the
# organisation that goes, behind the back of the merge.
_TO_THE_ONE_THAT_STAYS = """
    PERFORM 1 FROM courses_organisation WHERE id = NEW.organisation_id FOR SHARE;
    SELECT coalesce(merged_into_id, id) INTO NEW.organisation_id
      FROM courses_organisation WHERE id = NEW.organisation_id;
    RETURN NEW;
"""
# The same wait, where it is wrong to send the row on without being asked.
_REFUSE_MERGED = """
    PERFORM 1 FROM courses_organisation WHERE id = NEW.organisation_id FOR SHARE;
    IF EXISTS (SELECT 1 FROM courses_organisation
                WHERE id = NEW.organisation_id AND merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'organisation % was merged', NEW.organisation_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


def _on_standing(name: str, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | update_of("organisation_id"),
        condition=pgtrigger.Condition("NEW.organisation_id IS NOT NULL"),
        func=func,
    )


def sent_on() -> pgtrigger.Trigger:
    """Write the one that stays where somebody, at the moment of a merge, names the other one."""
    return _on_standing("sent_on", _TO_THE_ONE_THAT_STAYS)


def never_merged() -> pgtrigger.Trigger:
    """Refuse an organisation that was merged: nothing would ever be counted for it."""
    return _on_standing("never_merged", _REFUSE_MERGED)
