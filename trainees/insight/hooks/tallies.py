"""What dashboards count, counted by the tables that are counted."""

import pgtrigger
from django.db.models import Model

from ivi_training.guards.triggers import referencing
from trainees.applying.models import Application
from trainees.joining.models import Enrolment, Offer
from trainees.online.models import OnlineEnrolment
from trainees.places.models.tally import FACTS_OF_CELLS, Tally
from trainees.places.triggers.facts import OF_PERSON

_CELL = ", ".join(["cohort_id", *FACTS_OF_CELLS])
# The program is locked first, here and in the actions, so that two writers of tallies never wait
# for each other in a circle. Drafts are not counted, and a draft that is saved locks nothing.
COUNT = f"""
    PERFORM 1 FROM courses_program WHERE id IN (
        SELECT program_id FROM courses_cohort WHERE id IN (SELECT cohort_id FROM ({{changed}}) c)
    ) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO trainees_tally ({_CELL}, thing, status, count)
    SELECT {_CELL}, '{{thing}}', status, sum(n)
      FROM ({{changed}}) changed
     GROUP BY {_CELL}, status HAVING sum(n) <> 0
     ORDER BY {_CELL}, status
    ON CONFLICT ({_CELL}, thing, status)
    DO UPDATE SET count = trainees_tally.count + EXCLUDED.count;
    RETURN NULL;
"""


def tally_triggers(thing: str, facts: str) -> list[pgtrigger.Trigger]:
    """Triggers that count a table's rows; `facts` is what `tallied` says of them."""
    new, old = facts.format(rows="new_rows"), facts.format(rows="old_rows")
    added = f"SELECT f.*, 1 AS n FROM ({new}) f"
    removed = f"SELECT f.*, -1 AS n FROM ({old}) f"
    both = f"{added} UNION ALL {removed}"
    new_rows, old_rows = {"new": "new_rows"}, {"old": "old_rows"}
    return [
        _tally("insert", pgtrigger.Insert, thing, added, new_rows),
        _tally("update", pgtrigger.Update, thing, both, new_rows | old_rows),
        _tally("delete", pgtrigger.Delete, thing, removed, old_rows),
    ]


def _tally(
    name: str, operation: pgtrigger.Operation, thing: str, changed: str, rows: dict[str, str]
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"tally_{name}",
        when=pgtrigger.After,
        operation=operation,
        level=pgtrigger.Statement,
        referencing=referencing(**rows),
        func=COUNT.format(thing=thing, changed=changed),
    )


def tally_query(person: str, rows: str, cohort: str = "r") -> str:
    """A query for what is tallied of each of `{rows}`: its cohort, the facts of a person, status.

    `person`, `cohort` are the aliases of what has the facts; `rows` is what follows FROM, with the
    counted table as `{rows} r`. It tells all facts of a person, those without cells too.
    """
    facts = ", ".join(f"{person}.{fact.column}" for fact in OF_PERSON)
    return f"SELECT {cohort}.cohort_id, {facts}, r.status FROM {rows}"


_OF_APPLICATION = tally_query(
    "a", "{rows} r JOIN trainees_application a ON a.id = r.application_id"
)
# What is tallied of each thing, row by row: its cohort, the facts of a person, its status.
TALLIED = {
    # A draft is never counted.
    Tally.Thing.APPLICATION: tally_query("r", "{rows} r WHERE r.submitted_at IS NOT NULL"),
    # Counted where the place is: the cohort applied to, or the later one of a deferral. A place
    # that was released keeps the employer of its time; the application goes with a merge.
    Tally.Thing.OFFER: tally_query(
        "a",
        "{rows} r JOIN trainees_place p ON p.id = r.place_id"
        " JOIN trainees_application a ON a.id = r.application_id",
        cohort="p",
    ),
    Tally.Thing.ENROLMENT: _OF_APPLICATION,
    Tally.Thing.ONLINE: _OF_APPLICATION,
}
TABLES: dict[Tally.Thing, type[Model]] = {
    Tally.Thing.APPLICATION: Application,
    Tally.Thing.OFFER: Offer,
    Tally.Thing.ENROLMENT: Enrolment,
    Tally.Thing.ONLINE: OnlineEnrolment,
}

for _thing, _table in TABLES.items():
    pgtrigger.register(*tally_triggers(_thing, TALLIED[_thing]))(_table)
