"""The SQL of merges of organisations: what moves with one, and what holds still without one."""

import pgtrigger

# Whoever holds a program sees its places and quotas unmoved; whoever writes an organisation into a
# row holds that organisation, see below.
_HOLD = """
    PERFORM 1 FROM courses_program ORDER BY id FOR NO KEY UPDATE;
    PERFORM 1 FROM trainees_organisation WHERE id IN (NEW.goes_id, NEW.stays_id)
     ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM trainees_organisation WHERE id IN (NEW.goes_id, NEW.stays_id)
                  AND merged_into_id IS NOT NULL) THEN
        RAISE EXCEPTION 'one of the organisations % and % is merged already',
            NEW.goes_id, NEW.stays_id USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM trainees_quota WHERE organisation_id = NEW.goes_id
                  AND rule_id IS NULL AND closed_at IS NULL) THEN
        RAISE EXCEPTION 'organisation % has an open quota of its own', NEW.goes_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
# Places are counted anew as they move: a quota that they would break refuses the whole merge. A
# released place counts nowhere and stays as it was.
_MOVE = """
    UPDATE trainees_organisation SET merged_into_id = NEW.stays_id
     WHERE id = NEW.goes_id OR merged_into_id = NEW.goes_id;
    UPDATE trainees_organisationname SET organisation_id = NEW.stays_id
     WHERE organisation_id = NEW.goes_id;
    UPDATE trainees_application SET organisation_id = NEW.stays_id
     WHERE organisation_id = NEW.goes_id;
    UPDATE trainees_place SET organisation_id = NEW.stays_id
     WHERE organisation_id = NEW.goes_id AND released_at IS NULL;
    UPDATE trainees_reviewer SET organisation_id = NEW.stays_id
     WHERE organisation_id = NEW.goes_id;
    RETURN NULL;
"""

# Whether the row moves with a merge, and with nothing else.
FOLLOWS_MERGE = """EXISTS (SELECT 1 FROM trainees_organisation o
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


_TO_THE_ONE_THAT_STAYS = """
    PERFORM 1 FROM trainees_organisation WHERE id = NEW.organisation_id FOR SHARE;
    SELECT coalesce(merged_into_id, id) INTO NEW.organisation_id
      FROM trainees_organisation WHERE id = NEW.organisation_id;
    RETURN NEW;
"""
_REFUSE_MERGED = """
    PERFORM 1 FROM trainees_organisation WHERE id = NEW.organisation_id FOR SHARE;
    IF EXISTS (SELECT 1 FROM trainees_organisation
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
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("organisation_id"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition("NEW.organisation_id IS NOT NULL"),
        func=func,
    )


def sent_on() -> pgtrigger.Trigger:
    """Write the one that stays where somebody, at the moment of a merge, names the other one."""
    return _on_standing("sent_on", _TO_THE_ONE_THAT_STAYS)


def employer_triggers() -> list[pgtrigger.Trigger]:
    """Triggers of an application: its employer stands once it is handed in, and is no merged one.

    What changes of a returned one is looked at by `only_asked_changes`.
    """
    return [follows_merge(unless="OLD.status IN ('draft', 'returned')"), sent_on()]


def never_merged() -> pgtrigger.Trigger:
    """Refuse an organisation that was merged: nothing would ever be counted for it."""
    return _on_standing("never_merged", _REFUSE_MERGED)
