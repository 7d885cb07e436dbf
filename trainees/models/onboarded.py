"""What is asked after acceptance is answered by trainees, as long as they hold their place."""

import pgtrigger

from ivi_training.models.erasable import Erasable
from trainees.onboarding_statuses import OPEN_ONBOARDINGS, STILL_ASKED


def _listed(statuses: tuple[str, ...]) -> str:
    return ", ".join(f"'{status}'" for status in statuses)


_HOLDS = f"e.status IN ({_listed(STILL_ASKED)})"
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
"""  # noqa: S608 - our names


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
"""  # noqa: S608 - our names


def unanswered(application: str) -> str:
    """SQL condition: the form `NEW.form_version_id` always asks what this application lacks."""
    return f"""EXISTS (
        SELECT 1 FROM courses_formquestion q
         WHERE q.version_id = NEW.form_version_id AND q.is_required AND q.shown_if = ''
           AND NOT EXISTS (SELECT 1 FROM trainees_answer
                            WHERE application_id = {application} AND question_id = q.id)
           AND NOT EXISTS (SELECT 1 FROM trainees_document
                            WHERE application_id = {application} AND question_id = q.id)
    )"""  # noqa: S608 - our names


def of_another_form(application: str, stage: str) -> str:
    """SQL condition: something answered at this stage is to another form than the bound one."""
    rows = " UNION ALL ".join(
        f"""SELECT 1 FROM {table} w
              JOIN courses_formquestion q ON q.id = w.question_id
              JOIN courses_formversion v ON v.id = q.version_id
             WHERE w.application_id = {application} AND v.stage = '{stage}'
               AND q.version_id IS DISTINCT FROM NEW.form_version_id"""  # noqa: S608 - our names
        for table in ("trainees_answer", "trainees_document")
    )
    return f"EXISTS ({rows})"


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
            operation=pgtrigger.UpdateOf("form_version_id"),  # type: ignore[no-untyped-call]
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
