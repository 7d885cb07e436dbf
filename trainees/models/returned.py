"""A returned application changes only in what was asked, and is returned only by a request."""

import pgtrigger

from ivi_training.models.erasable import Erasable
from trainees.models.merged import FOLLOWS_MERGE
from trainees.models.onboarded import dropped_after_acceptance, written_after_acceptance

ANSWERS = (
    "employer_name",
    "employer_country",
    "employer_kind",
    "job_title",
    "years_of_experience",
    "education",
    "field_of_study",
    "english",
    "statement",
)
# Facts that follow from answers: each may change where one of these was asked.
FOLLOWS = {
    "organisation_id": ["employer_name", "employer_country"],
    "stream_id": ["employer_country"],
    "call_id": [],
    "cohort_id": [],
    "reference": [],
    "form_version_id": [],
    "submitted_at": [],
    "country": [],
    "income_group": [],
    "gender": [],
}
_OPEN = "answered_at IS NULL AND closed_at IS NULL"


def _changed(column: str) -> str:
    return f"NEW.{column} IS DISTINCT FROM OLD.{column}"


def _unasked(column: str, allowing: list[str]) -> str:
    names = ", ".join(f"'{name}'" for name in allowing)
    return f"({_changed(column)} AND NOT asked && ARRAY[{names}]::varchar[])"


_UNASKED = " OR ".join(
    [_unasked(answer, [answer]) for answer in ANSWERS]
    + [
        _unasked(fact, allowing)
        + (f" AND NOT {FOLLOWS_MERGE}" if fact == "organisation_id" else "")
        for fact, allowing in FOLLOWS.items()
    ]
)
_ANSWERS_CHANGED = " OR ".join(_changed(answer) for answer in ANSWERS)
_FACTS_CHANGED = " OR ".join(_changed(fact) for fact in FOLLOWS)
_ONLY_ASKED = f"""
    SELECT r.asked_fields INTO asked FROM trainees_returnrequest r
     WHERE OLD.status = 'returned' AND r.application_id = OLD.id AND {_OPEN};
    asked := coalesce(asked, ARRAY[]::varchar[]);
    IF {_UNASKED} THEN
        RAISE EXCEPTION 'application % stands as submitted but for what was asked', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""  # noqa: S608 - our names
_REQUESTED = f"""
    IF NOT EXISTS (SELECT 1 FROM trainees_returnrequest
                    WHERE application_id = NEW.id AND {_OPEN}) THEN
        RAISE EXCEPTION 'application % is returned by a request only', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""  # noqa: S608 - our names
_CLOSE = f"""
    UPDATE trainees_returnrequest SET closed_at = now()
     WHERE application_id = NEW.id AND {_OPEN};
    RETURN NULL;
"""  # noqa: S608 - our names
_PAPER_ASKED = f"""
    PERFORM 1 FROM trainees_application WHERE id = {{row}}.application_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT 1 FROM trainees_application a
          LEFT JOIN courses_formquestion q ON q.id = {{row}}.question_id
         WHERE a.id = {{row}}.application_id
           AND (q.id IS NULL OR q.version_id = a.form_version_id OR {{other_version}})
           AND (a.status = 'draft' OR a.status = 'returned' AND EXISTS (
               SELECT 1 FROM trainees_returnrequest r
                WHERE r.application_id = a.id AND {_OPEN}
                  AND ({{row}}.kind = ANY(r.asked_papers) OR q.key = ANY(r.asked_questions))))
    ) THEN
        RAISE EXCEPTION 'the papers of application % stand', {{row}}.application_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN {{row}};
"""  # noqa: S608 - our names


def returned_triggers() -> list[pgtrigger.Trigger]:
    """Triggers by which the database keeps what was submitted, but for what a request asks."""
    return [
        Erasable(
            pgtrigger.Trigger(
                name="only_asked_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.status <> 'draft' AND ({_ANSWERS_CHANGED})"
                    f" OR OLD.status = 'returned' AND ({_FACTS_CHANGED})"
                ),
                declare=[("asked", "varchar[]")],
                func=_ONLY_ASKED,
            ),
            *ANSWERS,
            "stream_inputs",
        ),
        pgtrigger.Trigger(
            name="returned_by_request",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition("OLD.status <> 'returned' AND NEW.status = 'returned'"),
            func=_REQUESTED,
        ),
        pgtrigger.Trigger(
            name="return_ends",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition("OLD.status = 'returned' AND NEW.status <> 'returned'"),
            func=_CLOSE,
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
