"""Who applied, was offered a place and enrolled, of those whom each quota counts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection

from courses.cohorts.models import Cohort
from trainees.insight.hooks.tallies import TABLES, TALLIED
from trainees.insight.reports.counts import Counts
from trainees.places.models import Quota, Tally
from trainees.places.models.tally import NOT_TALLIED
from trainees.places.triggers.facts import IMPLIED, OF_PERSON, ByFacts, as_text, facts_of

# What the tallies count, row by row; the triggers count the same rows by the same text.
ROWS = " UNION ALL ".join(
    f"SELECT '{thing}' AS thing, t.* "  # noqa: S608 - fixed parts
    f"FROM ({TALLIED[thing].format(rows=table._meta.db_table)}) t"
    for thing, table in TABLES.items()
)
_FACTS = [fact.column for fact in OF_PERSON]
_LACKING = [fact.column for fact in OF_PERSON if fact.name in NOT_TALLIED]
# Row by row for the few quotas on a fact without cells (ADR 40).
_FOUND = f"""
    SELECT {", ".join(_FACTS)}, cohort_id, thing, status, count(*) FROM ({ROWS}) rows
     WHERE cohort_id = ANY (%(cohorts)s)
       AND ({" OR ".join(f"{column} = ANY (%({column})s)" for column in _LACKING)})
     GROUP BY {", ".join(_FACTS)}, cohort_id, thing, status"""  # noqa: S608 - fixed parts


@dataclass(frozen=True)
class StatusCount:
    """So many of a thing in one status, as a cell of the tallies."""

    thing: str
    status: str
    count: int


def of_quotas(quotas: Iterable[Quota], cells: Collection[Tally]) -> dict[int, Counts]:
    """The counts of each quota, open or closed, from all the tallies of its program.

    Those on a fact that has no cells are counted row by row, in one query for all of them.
    """
    found = {quota: Counts(quota.name) for quota in quotas}
    in_rows = {quota for quota in found if any(column in quota.given for column in _LACKING)}
    by_cells = _by_facts(quota for quota in found if quota not in in_rows)
    for cell in cells:
        for quota in by_cells.matching(as_text(facts_of(cell, cell.cohort))):
            found[quota].add(cell)
    if in_rows:
        _count_rows(found, in_rows, {cell.cohort_id: cell.cohort for cell in cells})
    return {quota.pk: counts for quota, counts in found.items()}


def _count_rows(
    found: dict[Quota, Counts], quotas: Collection[Quota], cohorts: dict[int, Cohort]
) -> None:
    wanted: dict[str, list[int]] = {
        column: [quota.given[column] for quota in quotas if column in quota.given]
        for column in _LACKING
    }
    by_facts = _by_facts(quotas)
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, {"cohorts": list(cohorts), **wanted})
        for *facts, cohort, thing, status, count in cursor.fetchall():
            known = dict(zip(_FACTS, facts, strict=True)) | {"cohort_id": cohort}
            known |= {f.column: getattr(cohorts[cohort], f.of_cohort) for f in IMPLIED}
            for quota in by_facts.matching(as_text(known)):
                found[quota].add(StatusCount(thing, status, count))


def _by_facts(quotas: Iterable[Quota]) -> ByFacts[Quota]:
    return ByFacts((as_text(quota.given), quota) for quota in quotas)
