"""A returned application changes only in what was asked, and is returned only by a request."""

import pgtrigger

from courses.organisations.triggers.merges import FOLLOWS_MERGE
from ivi_training.guards.erasable import Erasable
from trainees.applying.models import Application

ANSWERS = Application.ANSWERS
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
OPEN = "answered_at IS NULL AND closed_at IS NULL"


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
# A column is compared with what the open request asks: a CHECK cannot see that row.
_ONLY_ASKED = f"""
    SELECT r.asked_fields INTO asked FROM trainees_returnrequest r
     WHERE OLD.status = 'returned' AND r.application_id = OLD.id AND {OPEN};
    asked := coalesce(asked, ARRAY[]::varchar[]);
    IF {_UNASKED} THEN
        RAISE EXCEPTION 'application % stands as submitted but for what was asked', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
# Without a request nobody would know what is missing, nor until when.
_REQUESTED = f"""
    IF NOT EXISTS (SELECT 1 FROM trainees_returnrequest
                    WHERE application_id = NEW.id AND {OPEN}) THEN
        RAISE EXCEPTION 'application % is returned by a request only', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
# Whatever ends the return ends the request: no path may forget it.
_CLOSE = f"""
    UPDATE trainees_returnrequest SET closed_at = now()
     WHERE application_id = NEW.id AND {OPEN};
    RETURN NULL;
"""


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


pgtrigger.register(*returned_triggers())(Application)
