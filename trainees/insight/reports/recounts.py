"""What `trainees.insight` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

from trainees.insight.reports.quota_counts import ROWS
from trainees.places.models.tally import FACTS_OF_CELLS

_CELLS = ", ".join(FACTS_OF_CELLS)


def _same(row: str) -> str:
    """The facts of a cell as text, so that nothing equals nothing: a full join needs equality."""
    return ", ".join(f"coalesce({row}.{column}::text, '')" for column in FACTS_OF_CELLS)


RECOUNTS: dict[str, str] = {
    "tally.count": f"""
        SELECT coalesce(k.thing, r.thing) || ' ' || coalesce(k.status, r.status) || ' of cohort '
               || coalesce(k.cohort_id, r.cohort_id), coalesce(k.count, 0), coalesce(r.n, 0)
          FROM trainees_tally k FULL JOIN (
              SELECT thing, cohort_id, {_CELLS}, status, count(*) AS n FROM ({ROWS}) rows
               GROUP BY thing, cohort_id, {_CELLS}, status
          ) r ON (k.thing, k.cohort_id, k.status, {_same("k")})
               = (r.thing, r.cohort_id, r.status, {_same("r")})
         WHERE coalesce(k.count, 0) <> coalesce(r.n, 0) ORDER BY 1""",
}
