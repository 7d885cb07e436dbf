"""Answers belong to the form that their application is bound to, and stand once it is handed in."""

import pgtrigger

from ivi_training.guards.triggers import update_of
from trainees.applying.triggers.endorsements import endorsed_as_asked
from trainees.applying.triggers.rules import freezes_rules
from trainees.people.triggers.erasures import no_new_application


def unanswered(application: str) -> str:
    """SQL condition: the form `NEW.form_version_id` always asks what this application lacks."""
    return f"""EXISTS (
        SELECT 1 FROM courses_formquestion q
         WHERE q.version_id = NEW.form_version_id AND q.is_required AND q.shown_if = ''
           AND NOT EXISTS (SELECT 1 FROM trainees_answer
                            WHERE application_id = {application} AND question_id = q.id)
           AND NOT EXISTS (SELECT 1 FROM trainees_document
                            WHERE application_id = {application} AND question_id = q.id)
    )"""


def of_another_form(application: str, stage: str) -> str:
    """SQL condition: something answered at this stage is to another form than the bound one."""
    rows = " UNION ALL ".join(
        f"""SELECT 1 FROM {table} w
              JOIN courses_formquestion q ON q.id = w.question_id
              JOIN courses_formversion v ON v.id = q.version_id
             WHERE w.application_id = {application} AND v.stage = '{stage}'
               AND q.version_id IS DISTINCT FROM NEW.form_version_id"""
        for table in ("trainees_answer", "trainees_document")
    )
    return f"EXISTS ({rows})"


_FOLLOW = f"""
    IF {of_another_form("NEW.id", "application")} THEN
        RAISE EXCEPTION 'answers of application % are to another form', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""
# Asked by the database too: a draft may have changed since the page listed no gaps.
_WHOLE = f"""
    IF NOT EXISTS (SELECT 1 FROM courses_formversion v WHERE v.id = NEW.form_version_id
                    AND v.call_id = NEW.call_id AND v.published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'application % is bound to a form of another call', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF {unanswered("NEW.id")} THEN
        RAISE EXCEPTION 'application % lacks an answer that its form needs', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


def answered_triggers() -> list[pgtrigger.Trigger]:
    """Triggers of an application: it is handed in whole, to one published form of its call.

    From the first one on the rules of the call stand.
    """
    return [
        pgtrigger.Trigger(
            name="answers_follow",
            when=pgtrigger.After,
            timing=pgtrigger.Deferred,
            operation=update_of("form_version_id"),
            func=_FOLLOW,
        ),
        pgtrigger.Trigger(
            name="answered_whole",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(
                "OLD.status = 'draft' AND NEW.status = 'submitted'"
                " AND NEW.form_version_id IS NOT NULL"
            ),
            func=_WHOLE,
        ),
        endorsed_as_asked,
        freezes_rules,
        no_new_application,
    ]
