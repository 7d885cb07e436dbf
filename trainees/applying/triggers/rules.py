"""The SQL by which the rules of a call stand from the first submitted application on."""

import pgtrigger

from ivi_training.guards.triggers import update_of

# The call's row is locked by whoever writes a rule, so that no rule slips in beside the first.
freezes_rules = pgtrigger.Trigger(
    name="freezes_rules",
    when=pgtrigger.After,
    operation=update_of("submitted_at"),
    condition=pgtrigger.Condition("OLD.submitted_at IS NULL AND NEW.submitted_at IS NOT NULL"),
    func="""
        UPDATE courses_call SET rules_frozen_at = now()
         WHERE id = NEW.call_id AND rules_frozen_at IS NULL;
        RETURN NULL;
    """,
)
