"""What is published stands: no part of it changes, comes or goes; a change is a next version."""

import pgtrigger

# Parts are written under the lock of the whole, so that nothing slips in while it is published.
_PARTS_FROZEN = """
    PERFORM 1 FROM {table} r {join} WHERE {where} ORDER BY r.id FOR NO KEY UPDATE OF r;
    IF EXISTS (SELECT 1 FROM {table} r {join} WHERE {where} AND r.published_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'a published {noun} is not changed: make its next version'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def parts_frozen(table: str, noun: str, column: str, join: str = "") -> list[pgtrigger.Trigger]:
    """Triggers for a part of `table` (`r`), which `column` names, or a row `c` joined to it."""
    every = {
        "added": (pgtrigger.Insert, f"= NEW.{column}"),
        "changed": (pgtrigger.Update, f"IN (NEW.{column}, OLD.{column})"),
        "removed": (pgtrigger.Delete, f"= OLD.{column}"),
    }
    key = "c.id" if join else "r.id"
    return [
        pgtrigger.Trigger(
            name=f"published_not_{name}",
            when=pgtrigger.Before,
            operation=operation,
            func=_PARTS_FROZEN.format(table=table, noun=noun, join=join, where=f"{key} {match}"),
        )
        for name, (operation, match) in every.items()
    ]
