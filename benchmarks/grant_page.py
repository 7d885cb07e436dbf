"""The page of a grant with 1,000, 100,000 and 1,000,000 entries in its ledger.

At every size 300 people are enrolled. What is added are promises, expenditures that are recorded,
approved and drawn on them by the product's own steps, and interest on each day of a year.
"""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from benchmarks import world
from benchmarks.database import median_of
from benchmarks.publication import staged
from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine, Grant
from grants.commitments.models import CommitmentItem
from grants.ledger.models import LedgerEntry
from grants.spending.actions import expenditures
from ivi_training.accounts.models import User
from tests.conftest import as_user
from trainees.joining.actions import offers
from trainees.joining.models import Offer
from trainees.selecting.actions import decisions

SIZES = (1_000, 100_000, 1_000_000)
ENROLLED = 300  # with three lines each, within the smallest size
PIECE = 30_000
OF_EACH = 3  # a promise, what is drawn on it, and a won of interest
DAY = date(2022, 1, 1)
IN_MEMORY = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

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
PARTS = """
    INSERT INTO grants_commitmentpart (commitment_item_id, kind, note, band, unit, units,
                                       unit_amount, cost)
    SELECT id, 'other', 'Lecture', '', 'trainee', 1, 1, 1 FROM unnest(%(items)s) id
"""
ENTRIES = """
    INSERT INTO grants_ledgerentry (grant_id, kind, from_bucket, from_line_id, to_bucket,
           to_line_id, amount, commitment_item_id, key, posted_at, effective_on, posted_by_id, note)
    SELECT %(grant)s, 'commitment', 'available', line_id, 'committed', line_id, 1, id,
           'commitment:' || id, now(), %(day)s::date + (id %% 365)::int, %(by)s, ''
      FROM grants_commitmentitem WHERE id = ANY(%(items)s)
     UNION ALL
    SELECT %(grant)s, 'interest', 'bank', NULL, 'interest', NULL, 1, NULL,
           'interest:' || id, now(), %(day)s::date + (id %% 365)::int, %(by)s, ''
      FROM unnest(%(items)s) id
"""


def measure() -> dict[str, Any]:
    """Milliseconds and queries at each size, and the growth from the smallest to the largest."""
    made = world.build()
    _enrol(made)
    grant = Grant.objects.get()
    _call, cohort = world.cohort(made, "LECTURES")
    approver = User.objects.create_superuser("approver@example.org")
    client = as_user(made.officer)
    results: dict[str, Any] = {}
    for size in SIZES:
        with override_settings(STORAGES=IN_MEMORY):
            _fill(grant, cohort, size, made.officer, approver)
        world.settle()
        results[f"entries_{size}"] = {
            "entries": LedgerEntry.objects.count(),
            **_look(client, f"/admin/courses/program/grant/{grant.pk}/"),
        }
    smallest, largest = (results[f"entries_{size}"] for size in (SIZES[0], SIZES[-1]))
    growth = largest["milliseconds"] / smallest["milliseconds"]
    results[f"growth_{SIZES[0]}_to_{SIZES[-1]}"] = round(growth, 2)
    return results


def _enrol(made: world.World) -> None:
    cohort = staged(made, "ENROLLED", ENROLLED)
    decisions.publish(cohort, by=made.officer)
    for offer in Offer.objects.select_related("application__cohort", "place", "commitment"):
        offers.accept(offer, by=made.officer)


def _fill(grant: Grant, cohort: Cohort, size: int, officer: User, approver: User) -> None:
    """Bring the ledger to the size, in pieces; triggers keep plans made for empty tables."""
    lines = list(BudgetLine.objects.order_by("pk"))
    known: dict[str, Any] = {
        "grant": grant.pk,
        "cohort": cohort.pk,
        "by": officer.pk,
        "lines": [line.pk for line in lines],
        "day": DAY,
    }
    while (missing := size - LedgerEntry.objects.count()) > 0:
        known["count"] = -(-min(PIECE, missing) // OF_EACH)
        with transaction.atomic():
            known["commitments"] = _ids(COMMITMENTS, known)
            known["items"] = _ids(ITEMS, known)
            _ids(PARTS, known)
            _ids(ENTRIES, known)
        for number, line in enumerate(lines):
            of_line = CommitmentItem.objects.filter(pk__in=known["items"], line=line)
            day = DAY + timedelta(days=(known["items"][0] + number) % 365)
            amount = of_line.count()
            _spend(line, cohort, day, amount=amount, officer=officer, approver=approver)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _spend(  # noqa: PLR0913 - the facts of one bill
    line: BudgetLine, cohort: Cohort, day: date, *, amount: int, officer: User, approver: User
) -> None:
    """One bill that is drawn on all that is promised on the line for the cohort."""
    if not amount:
        return
    bill = expenditures.record(
        line=line,
        cohort=cohort,
        spent_on=day,
        payee="Lecturers",
        purpose="Fees",
        amount=amount,
        evidence=SimpleUploadedFile("bill.pdf", b"%PDF-1.4", "application/pdf"),
        by=officer,
    )
    expenditures.approve(bill, by=approver)


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
