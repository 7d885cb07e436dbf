"""Counters that only the database moves: any write that is not made by a trigger is refused."""

import pgtrigger


def kept_by_triggers(*columns: str) -> pgtrigger.Trigger:
    """Refuse every insert or update of these columns that no other trigger makes; start at zero."""
    changed = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in columns)
    started = " OR ".join(f"NEW.{c} <> 0" for c in columns)
    return pgtrigger.Trigger(
        name="counters_kept",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            -- Called from the counting trigger, this one runs at depth 2.
            IF pg_trigger_depth() < 2 AND (
                (TG_OP = 'INSERT' AND ({started})) OR (TG_OP = 'UPDATE' AND ({changed}))
            ) THEN
                RAISE EXCEPTION 'counters of % are kept by triggers only', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        """,
    )
