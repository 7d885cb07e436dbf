"""Answers belong to the form that their application is bound to, and stand once it is handed in."""

import pgtrigger

from ivi_training.models.erasable import Erasable
from trainees.models.endorsed import endorsed_as_asked
from trainees.models.erased import no_new_application
from trainees.models.frozen_rules import freezes_rules
from trainees.models.onboarded import (
    dropped_after_acceptance,
    of_another_form,
    unanswered,
    written_after_acceptance,
)

_OPEN = "r.answered_at IS NULL AND r.closed_at IS NULL"
# A deleted answer may be of an older version: a draft that moves on leaves it behind.
_AS_ASKED = f"""
    PERFORM 1 FROM trainees_application WHERE id = {{row}}.application_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT 1 FROM trainees_application a
          JOIN courses_formquestion q ON q.id = {{row}}.question_id
         WHERE a.id = {{row}}.application_id
           AND (a.status = 'draft' AND {{of_version}}
             OR a.status = 'returned' AND q.version_id = a.form_version_id AND EXISTS (
               SELECT 1 FROM trainees_returnrequest r
                WHERE r.application_id = a.id AND {_OPEN} AND q.key = ANY(r.asked_questions)))
    ) THEN
        RAISE EXCEPTION 'the answers of application % stand, or are to another form',
            {{row}}.application_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN {{row}};
"""  # noqa: S608 - our names
_FOLLOW = f"""
    IF {of_another_form("NEW.id", "application")} THEN
        RAISE EXCEPTION 'answers of application % are to another form', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""
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
"""  # noqa: S608 - our names


def answered_triggers() -> list[pgtrigger.Trigger]:
    """Triggers of an application: it is handed in whole, to one published form of its call.

    From the first one on the rules of the call stand.
    """
    return [
        pgtrigger.Trigger(
            name="answers_follow",
            when=pgtrigger.After,
            timing=pgtrigger.Deferred,
            operation=pgtrigger.UpdateOf("form_version_id"),  # type: ignore[no-untyped-call]
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


def answer_triggers() -> list[pgtrigger.Trigger]:
    """Triggers of an answer: to the bound form, in a draft, or where a request asks for it."""
    return [
        pgtrigger.Trigger(
            name="as_asked",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=written_after_acceptance()
            + _AS_ASKED.format(row="NEW", of_version="q.version_id = a.form_version_id"),
        ),
        Erasable(
            pgtrigger.Trigger(
                name="kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=dropped_after_acceptance() + _AS_ASKED.format(row="OLD", of_version="TRUE"),
            ),
            may_delete=True,
        ),
    ]
