"""Nobody comes back after an erasure: the database takes in nothing more about the person."""

import pgtrigger

# The account is held first, so that an erasure that is under way has ended before it is asked.
_NOT_ERASED = """
    PERFORM 1 FROM ivi_training_user WHERE id = {person} FOR KEY SHARE;
    IF EXISTS (SELECT 1 FROM ivi_training_user WHERE id = {person} AND erased_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the person of account % is erased', {person}
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


def not_of_erased(person: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Trigger that refuses to write about a person, named by SQL, who is erased."""
    return pgtrigger.Trigger(
        name="not_of_erased",
        when=pgtrigger.Before,
        operation=operation,
        func=_NOT_ERASED.format(person=person),
    )


no_new_application = not_of_erased(
    "(SELECT user_id FROM trainees_applicant WHERE id = NEW.applicant_id)", pgtrigger.Insert
)
no_new_facts = not_of_erased("NEW.user_id", pgtrigger.Insert | pgtrigger.Update)
