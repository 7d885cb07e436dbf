"""The page of a grant with 1,000, 100,000 and 1,000,000 entries in its ledger.

450 people are enrolled at every size, as in the real program. The entries are promises, what was
drawn on them, other spending and interest, on each day of a year.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import world
from benchmarks.database import median_of
from benchmarks.publication import staged
from grants.models import BudgetLine, Grant, LedgerEntry
from ivi_training.models import User
from trainees.actions import decisions, offers
from trainees.models import Offer

SIZES = (1_000, 100_000, 1_000_000)
ENROLLED = 450
PIECE = 20_000
KINDS = 4  # entries that each step of a piece writes
DAY = date(2022, 1, 1)

COMMITMENTS = """
    INSERT INTO grants_commitment (grant_id, cohort_id, purpose, made_at, made_by_id,
                                   release_reason)
    SELECT %(grant)s, %(cohort)s, 'Lecture', now(), %(by)s, '' FROM generate_series(1, %(count)s)
    RETURNING id
"""
ITEMS = """
    INSERT INTO grants_commitmentitem (commitment_id, line_id, amount, open_amount)
    SELECT c, (%(lines)s)[1 + c %% 3], 1, 0 FROM unnest(%(commitments)s) c RETURNING id
"""
EXPENDITURES = """
    INSERT INTO grants_expenditure (line_id, spent_on, payee, purpose, amount, status, recorded_at,
                                    recorded_by_id)
    SELECT (%(lines)s)[1 + n %% 3], %(day)s, 'Payee', 'Purpose', 1, 'draft', now(), %(by)s
      FROM generate_series(1, 2 * %(count)s) n RETURNING id
"""
ENTRIES = """
    INSERT INTO grants_ledgerentry (grant_id, kind, from_bucket, from_line_id, to_bucket,
           to_line_id, amount, commitment_item_id, expenditure_id, key, posted_at, effective_on,
           posted_by_id, note)
    SELECT %(grant)s, kind, source, CASE WHEN kind <> 'interest' THEN line END, target,
           CASE WHEN kind <> 'interest' THEN line END, 1, CASE WHEN of_item THEN item END,
           expenditure, kind || ':bench:' || item || ':' || step, now(),
           %(day)s::date + (item %% 365)::int, %(by)s, ''
      FROM (SELECT i.id AS item, i.line_id AS line, u.n
              FROM unnest(%(items)s) WITH ORDINALITY u (id, n)
              JOIN grants_commitmentitem i ON i.id = u.id) items
     CROSS JOIN LATERAL (VALUES
           (1, 'commitment', 'available', 'committed', true, NULL::bigint),
           (2, 'expenditure', 'committed', 'spent', true, (%(expenditures)s)[n]),
           (3, 'expenditure', 'available', 'spent', false, (%(expenditures)s)[n + %(count)s]),
           (4, 'interest', 'bank', 'interest', false, NULL)
         ) moved (step, kind, source, target, of_item, expenditure)
     ORDER BY n, step
"""


def measure() -> dict[str, Any]:
    """Milliseconds and queries at each size, and the growth from the smallest to the largest."""
    made = world.build()
    _enrol(made)
    grant = Grant.objects.get()
    client = Client()
    client.force_login(made.officer)
    results: dict[str, Any] = {}
    for size in SIZES:
        _fill(grant, made.officer, size)
        world.settle()
        results[f"entries_{size}"] = _look(client, f"/admin/courses/program/grant/{grant.pk}/")
    smallest, largest = (results[f"entries_{size}"] for size in (SIZES[0], SIZES[-1]))
    growth = largest["milliseconds"] / smallest["milliseconds"]
    results[f"growth_{SIZES[0]}_to_{SIZES[-1]}"] = round(growth, 2)
    return results


def _enrol(made: world.World) -> None:
    cohort = staged(made, "ENROLLED", ENROLLED)
    decisions.publish(cohort, by=made.officer)
    for offer in Offer.objects.select_related("application__cohort", "place", "commitment"):
        offers.accept(offer, by=made.officer)


def _fill(grant: Grant, officer: User, size: int) -> None:
    """Bring the ledger to the size, in pieces; triggers keep plans made for empty tables."""
    lines = list(BudgetLine.objects.order_by("pk").values_list("pk", flat=True))
    cohort = Offer.objects.values_list("place__cohort", flat=True)[0]
    missing = max(0, size - LedgerEntry.objects.count())
    for done in range(0, missing, PIECE):
        known: dict[str, Any] = {
            "grant": grant.pk,
            "cohort": cohort,
            "by": officer.pk,
            "lines": lines,
            "day": DAY,
            "count": -(-min(PIECE, missing - done) // KINDS),
        }
        with transaction.atomic():
            known["commitments"] = _ids(COMMITMENTS, known)
            known["items"] = _ids(ITEMS, known)
            known["expenditures"] = _ids(EXPENDITURES, known)
            _ids(ENTRIES, known)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE grants_commitmentitem, grants_ledgerentry, grants_ledgerseal")
            cursor.execute("ANALYZE grants_ledgerday, grants_expenditure, grants_commitment")


def _ids(statement: str, known: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, known)
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


def _look(client: Client, address: str) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, headers={"host": "localhost"})
        count = len(queries)
    if answer.status_code != 200:  # noqa: PLR2004 - OK
        raise RuntimeError(answer)
    seconds = median_of(lambda: client.get(address, headers={"host": "localhost"}), runs=15)
    return {"milliseconds": round(seconds * 1000, 1), "queries": count}
