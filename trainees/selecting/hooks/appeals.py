"""A negative result is opened again by a granted request for another look, and by nothing else."""

import pgtrigger

from trainees.applying.models import Application

# A published result is opened again on the record only.
reopened_by_appeal = pgtrigger.Trigger(
    name="reopened_by_appeal",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__status__in=["ineligible", "not_selected"])
    & pgtrigger.Q(new__status="eligible"),
    func="""
        IF NOT EXISTS (SELECT 1 FROM trainees_appeal
                        WHERE application_id = NEW.id AND is_granted) THEN
            RAISE EXCEPTION 'application % is opened again by a granted appeal only', NEW.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    """,
)
pgtrigger.register(reopened_by_appeal)(Application)
