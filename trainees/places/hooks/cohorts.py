"""What is taught, and how, stands once a place of the cohort was counted by it."""

import pgtrigger

from courses.cohorts.models import Cohort
from ivi_training.guards.triggers import update_of

# Places are taken under the lock of their program: none slips in beside the change.
_STANDS = """
    PERFORM 1 FROM courses_program WHERE id = NEW.program_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM trainees_place WHERE cohort_id = NEW.id) THEN
        RAISE EXCEPTION 'places of this cohort are counted by its course and how it is taught'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


class CountedCohort(Cohort):
    """A cohort as this app knows it: only so does its trigger belong to our migrations."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="counted_stands",
                when=pgtrigger.Before,
                operation=update_of("course_id", "modality"),
                condition=pgtrigger.Condition(
                    "NEW.course_id <> OLD.course_id OR NEW.modality <> OLD.modality"
                ),
                func=_STANDS,
            )
        ]
