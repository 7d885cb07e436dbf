"""What is answered stands: it is written in a draft, where a return asks, and after acceptance."""

import pgtrigger

from ivi_training.guards.erasable import Erasable
from trainees.applying.models import Answer, Document
from trainees.joining.triggers.onboardings import dropped_after_acceptance, written_after_acceptance
from trainees.screening.hooks.returns import OPEN

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
                WHERE r.application_id = a.id AND {OPEN} AND q.key = ANY(r.asked_questions)))
    ) THEN
        RAISE EXCEPTION 'the answers of application % stand, or are to another form',
            {{row}}.application_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN {{row}};
"""
# The application is locked first: it may be submitted or withdrawn at this moment.
_PAPER_ASKED = f"""
    PERFORM 1 FROM trainees_application WHERE id = {{row}}.application_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT 1 FROM trainees_application a
          LEFT JOIN courses_formquestion q ON q.id = {{row}}.question_id
         WHERE a.id = {{row}}.application_id
           AND (q.id IS NULL OR q.version_id = a.form_version_id OR {{other_version}})
           AND (a.status = 'draft' OR a.status = 'returned' AND EXISTS (
               SELECT 1 FROM trainees_returnrequest r
                WHERE r.application_id = a.id AND {OPEN}
                  AND ({{row}}.kind = ANY(r.asked_papers) OR q.key = ANY(r.asked_questions))))
    ) THEN
        RAISE EXCEPTION 'the papers of application % stand', {{row}}.application_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN {{row}};
"""


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


def paper_triggers() -> list[pgtrigger.Trigger]:
    """Triggers by which a paper is written in a draft, or where a request asks for its kind."""
    return [
        pgtrigger.Trigger(
            name="as_asked",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=written_after_acceptance() + _PAPER_ASKED.format(row="NEW", other_version="FALSE"),
        ),
        Erasable(
            pgtrigger.Trigger(
                name="kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=dropped_after_acceptance()
                + _PAPER_ASKED.format(row="OLD", other_version="a.status = 'draft'"),
            ),
            may_delete=True,
        ),
    ]


pgtrigger.register(*answer_triggers())(Answer)
pgtrigger.register(*paper_triggers())(Document)
