"""An application is handed in with the endorsements that its call requires."""

import pgtrigger

from ivi_training.guards.triggers import update_of

# Judged at the moment of submission only: a signature never expires afterwards.
endorsed_as_asked = pgtrigger.Trigger(
    name="endorsed_as_asked",
    when=pgtrigger.Before,
    operation=update_of("status"),
    condition=pgtrigger.Q(old__status="draft") & pgtrigger.Q(new__status="submitted"),
    func="""
        IF EXISTS (
            SELECT 1 FROM courses_endorsementrule r
             WHERE r.call_id = NEW.call_id AND r.is_required
               AND NOT EXISTS (SELECT 1 FROM trainees_endorsement e
                                WHERE e.application_id = NEW.id AND e.rule_id = r.id
                                  AND (e.status = 'signed'
                                    OR e.status = 'asked' AND NOT r.is_awaited))
        ) THEN
            RAISE EXCEPTION 'application % lacks an endorsement that its call requires', NEW.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,
)
