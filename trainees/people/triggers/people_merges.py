"""The SQL of merges of people: what moves with an account that goes, and nothing without one."""

import pgtrigger

# Places are taken under their program, so that none is taken for the one that goes meanwhile.
_HOLD = """
    PERFORM 1 FROM courses_program ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM trainees_applicant WHERE id IN (NEW.goes_id, NEW.applicant_id)
     ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM trainees_personmerge
                WHERE goes_id IN (NEW.goes_id, NEW.applicant_id)) THEN
        RAISE EXCEPTION 'one of the people % and % is merged already',
            NEW.goes_id, NEW.applicant_id USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM ivi_training_erasure e
                 JOIN trainees_applicant p ON p.user_id = e.user_id
                WHERE p.id IN (NEW.goes_id, NEW.applicant_id)
                  AND e.status IN ('asked', 'agreed')) THEN
        RAISE EXCEPTION 'one of the people % and % is erased, or asks for it',
            NEW.goes_id, NEW.applicant_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
# What else is somebody's is known to the rooms above, which install `person_moves`.
_MOVE = """
    UPDATE trainees_personmerge SET applicant_id = NEW.applicant_id
     WHERE applicant_id = NEW.goes_id;
    PERFORM person_moves(NEW.goes_id, NEW.applicant_id);
    RETURN NULL;
"""
# The record of the merge is written first, so that its rows may follow in the same transaction.
_FOLLOWS = """EXISTS (SELECT 1 FROM trainees_personmerge m
    WHERE m.goes_id = OLD.applicant_id AND m.applicant_id = NEW.applicant_id)"""


def only_person_differs() -> str:
    """SQL condition: the update changes whose the row is, and nothing else."""
    return "to_jsonb(NEW.*) - 'applicant_id' = to_jsonb(OLD.*) - 'applicant_id'"


def follows_person() -> pgtrigger.Trigger:
    """Refuse that a row becomes somebody else's, but for the one into whom its own was merged."""
    return pgtrigger.Trigger(
        name="person_stands",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("NEW.applicant_id IS DISTINCT FROM OLD.applicant_id"),
        func=f"""
            IF NOT {_FOLLOWS} THEN
                RAISE EXCEPTION 'whose % % is follows a merge only', TG_TABLE_NAME, OLD.id
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        """,
    )


def not_of_merged() -> pgtrigger.Trigger:
    """Refuse a new row of somebody who was merged: nobody would find it."""
    return pgtrigger.Trigger(
        name="not_of_merged",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            PERFORM 1 FROM trainees_applicant WHERE id = NEW.applicant_id FOR SHARE;
            IF EXISTS (SELECT 1 FROM trainees_personmerge WHERE goes_id = NEW.applicant_id) THEN
                RAISE EXCEPTION 'applicant % was merged', NEW.applicant_id
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        """,
    )


def person_merge_triggers() -> list[pgtrigger.Trigger]:
    """Triggers of the record of a merge: it moves everything at once, and stands."""
    return [
        pgtrigger.Trigger(
            name="both_held", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_HOLD
        ),
        pgtrigger.Trigger(
            name="moves", when=pgtrigger.After, operation=pgtrigger.Insert, func=_MOVE
        ),
        pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
    ]
