"""What is asked after acceptance is answered by trainees, as long as they hold their place."""

import pgtrigger

from ivi_training.guards.erasable import Erasable
from ivi_training.guards.triggers import update_of
from trainees.applying.triggers.answers import of_another_form, unanswered
from trainees.joining.statuses import OPEN_ONBOARDINGS, STILL_ASKED


def _listed(statuses: tuple[str, ...]) -> str:
    return ", ".join(f"'{status}'" for status in statuses)


_HOLDS = f"e.status IN ({_listed(STILL_ASKED)})"
# Answers of both stages share a table; these are the ones given after acceptance.
_OF_STAGE = """EXISTS (
    SELECT 1 FROM courses_formquestion q JOIN courses_formversion v ON v.id = q.version_id
     WHERE q.id = {row}.question_id AND v.stage = 'acceptance')"""

# The enrolment is held, not the application: a withdrawal writes the two in this order.
_AFTER_ACCEPTANCE = f"""
    IF {_OF_STAGE.format(row="{row}")} THEN
        PERFORM 1 FROM trainees_enrolment WHERE application_id = {{row}}.application_id
         ORDER BY id FOR SHARE;
        IF NOT EXISTS (
            SELECT 1 FROM trainees_onboarding o
              JOIN trainees_enrolment e ON e.id = o.enrolment_id
              JOIN courses_formquestion q ON q.id = {{row}}.question_id
             WHERE o.application_id = {{row}}.application_id AND {_HOLDS}
               AND o.status IN ({_listed(OPEN_ONBOARDINGS)}) AND ({{same_form}})
        ) {{unmoved}} THEN
            RAISE EXCEPTION 'application % has no place for which this is asked now',
                {{row}}.application_id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN {{row}};
    END IF;
"""


def written_after_acceptance() -> str:
    """SQL before what else guards a written answer or file: those of trainees are judged here."""
    return _AFTER_ACCEPTANCE.format(
        row="NEW",
        same_form="q.version_id = o.form_version_id",
        # What was given with the application does not become an answer of a trainee.
        unmoved=f"OR TG_OP = 'UPDATE' AND (OLD.application_id <> NEW.application_id"
        f" OR NOT {_OF_STAGE.format(row='OLD')})",
    )


def dropped_after_acceptance() -> str:
    """SQL before what else guards a deleted one; it may be of an older version of the form."""
    return _AFTER_ACCEPTANCE.format(row="OLD", same_form="TRUE", unmoved="")


# FOR SHARE: an enrolment that ends at this moment asks for nothing any more.
_OF_TRAINEE = f"""
    PERFORM 1 FROM trainees_enrolment WHERE id = NEW.enrolment_id FOR SHARE;
    IF NOT EXISTS (
        SELECT 1 FROM trainees_enrolment e
          JOIN trainees_application a ON a.id = e.application_id
          JOIN courses_formversion v ON v.call_id = a.call_id
         WHERE e.id = NEW.enrolment_id AND a.id = NEW.application_id AND {_HOLDS}
           AND v.id = NEW.form_version_id AND v.stage = 'acceptance'
           AND v.published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'enrolment % holds no place, or its call does not ask this',
            NEW.enrolment_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


def onboarding_triggers() -> list[pgtrigger.Trigger]:
    """Triggers of what a trainee is asked: of a held place, sent in whole, to one form."""
    return [
        Erasable(
            pgtrigger.Trigger(
                name="of_trainee",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_OF_TRAINEE,
            ),
            "note",
        ),
        pgtrigger.Trigger(
            name="answered_whole",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition("OLD.status <> 'sent_in' AND NEW.status = 'sent_in'"),
            func=f"""
                IF {unanswered("NEW.application_id")} THEN
                    RAISE EXCEPTION 'an answer is missing that the form after acceptance needs'
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="answers_follow",
            when=pgtrigger.After,
            timing=pgtrigger.Deferred,
            operation=update_of("form_version_id"),
            func=f"""
                IF {of_another_form("NEW.application_id", "acceptance")} THEN
                    RAISE EXCEPTION 'what trainee % answered is to another form', NEW.id
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NULL;
            """,
        ),
        pgtrigger.ReadOnly(name="of_one", fields=["enrolment", "application"]),
        pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
    ]
