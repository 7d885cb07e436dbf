"""Posting to the ledger against plain SQL writing the same rows, and walking a long chain."""

import io
import resource
import statistics
import time
import uuid
from datetime import date
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks import world
from benchmarks.database import RUNS, plain_connection
from grants.awards.models import Grant
from grants.budgets.actions import cash
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import CashFlow
from ivi_training.accounts.models import User

POSTINGS = 200  # one at a time, each in a transaction of its own
ENTRIES = 1_000_000
PIECE = 50_000
DAY = date(2022, 3, 2)

INSERT = """
    INSERT INTO grants_ledgerentry (grant_id, kind, from_bucket, to_bucket, amount, key, posted_at,
                                    effective_on, posted_by_id, note)
    VALUES (%s, 'interest', 'bank', 'interest', 1, %s, now(), %s, %s, '')
"""
MANY = """
    INSERT INTO grants_ledgerentry (grant_id, kind, from_bucket, to_bucket, amount, key, posted_at,
                                    effective_on, posted_by_id, note)
    SELECT %s, 'interest', 'bank', 'interest', 1, 'interest:' || n, now(), %s, %s, ''
      FROM generate_series(%s, %s) n
"""


def post() -> dict[str, Any]:
    """Postings a second of both, and their ratio."""
    made = world.build()
    grant = Grant.objects.get()
    ours, theirs = [], []
    for _number in range(RUNS + 1):
        ours.append(_rate(lambda: _post(grant, made.officer)))
        theirs.append(_rate(lambda: _post_plain(grant, made.officer)))
    per_second, plain_per_second = statistics.median(ours[1:]), statistics.median(theirs[1:])
    return {
        "postings_per_second": round(per_second, 1),
        "plain_postings_per_second": round(plain_per_second, 1),
        "ratio": round(per_second / plain_per_second, 3),
    }


def _rate(step: Any) -> float:
    start = time.perf_counter()
    step()
    return POSTINGS / (time.perf_counter() - start)


def _post(grant: Grant, officer: User) -> None:
    for _number in range(POSTINGS):
        shown = cash.Movement(CashFlow.INTEREST, 1, DAY, "", str(uuid.uuid4()))
        cash.record(grant, movement=shown, by=officer)


def _post_plain(grant: Grant, officer: User) -> None:
    by_hand = plain_connection()
    for _number in range(POSTINGS):
        with by_hand, by_hand.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM grants_grant WHERE id = %s FOR NO KEY UPDATE", [grant.pk]
            )
            cursor.execute(INSERT, [grant.pk, f"plain:{uuid.uuid4()}", DAY, officer.pk])
    by_hand.close()


def verify(entries: int = ENTRIES) -> dict[str, Any]:
    """Seconds to verify a long chain, and how much the command's memory grows on the way."""
    made = world.build()
    grant = Grant.objects.get()
    for first in range(1, entries + 1, PIECE):
        last = min(first + PIECE - 1, entries)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MANY, [grant.pk, DAY, made.officer.pk, first, last])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told, start = io.StringIO(), time.perf_counter()
    call_command("verify_ledger", stdout=told)
    seconds = time.perf_counter() - start
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if " 0 findings" not in told.getvalue():
        raise RuntimeError(told.getvalue())
    return {
        "entries": LedgerEntry.objects.count(),
        f"seconds_{entries}": round(seconds, 2),
        "memory_grown_megabytes": round(grown / 1024, 1),
    }
