"""The waiting list follows the applications that wait on it."""

import pgtrigger

from ivi_training.guards.triggers import update_of
from trainees.applying.models import Application

# Whoever moves somebody off the waiting list, the entry follows.
leave_waiting = pgtrigger.Trigger(
    name="leave_waiting",
    when=pgtrigger.After,
    operation=update_of("status"),
    condition=pgtrigger.Q(old__status="waitlisted") & ~pgtrigger.Q(new__status="waitlisted"),
    func="""
        UPDATE trainees_waitingentry SET left_at = now(), left_as = NEW.status
         WHERE application_id = NEW.id AND left_at IS NULL;
        RETURN NULL;
    """,
)
pgtrigger.register(leave_waiting)(Application)
