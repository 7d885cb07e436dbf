"""What a call asks of everybody stands from the first submitted application on."""

import pgtrigger

# A rule is written under the lock of its call, so that nothing slips in beside an application.
_FROZEN = """
    PERFORM 1 FROM courses_call WHERE id {match} ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM courses_call WHERE id {match} AND rules_frozen_at IS NOT NULL) THEN
        RAISE EXCEPTION 'people have applied under the rules of this call: they stand'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
_WRITES = {
    "added": (pgtrigger.Insert, "= NEW.call_id"),
    "changed": (pgtrigger.Update, "IN (NEW.call_id, OLD.call_id)"),
    "removed": (pgtrigger.Delete, "= OLD.call_id"),
}


def refuse_once_applied(*, changed: pgtrigger.Condition | None = None) -> list[pgtrigger.Trigger]:
    """Triggers of a row of a call; `changed` says which changes of it count."""
    return [
        pgtrigger.Trigger(
            name=f"frozen_not_{name}",
            when=pgtrigger.Before,
            operation=operation,
            condition=changed if name == "changed" else None,
            func=_FROZEN.format(match=match),
        )
        for name, (operation, match) in _WRITES.items()
    ]
