"""What stood on each account when a period began, what moved in it, and what stood at its end."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from grants.awards.models import AccountingPeriod, BudgetLine
from grants.ledger.statuses import GRANT_BUCKETS, LINE_BUCKETS, Bucket

# By effective date alone, so that the numbers of a closed period never change.
_MOVED = """
    SELECT bucket, line_id,
           coalesce(sum(came - went) FILTER (WHERE day < %(first)s), 0),
           coalesce(sum(came) FILTER (WHERE day >= %(first)s), 0),
           coalesce(sum(went) FILTER (WHERE day >= %(first)s), 0)
      FROM grants_ledgerday WHERE grant_id = %(grant)s AND day <= %(last)s
     GROUP BY bucket, line_id
"""


@dataclass(frozen=True)
class Account:
    """One account in a period, in KRW."""

    name: str
    opening: int
    into: int
    out: int

    @property
    def closing(self) -> int:
        return self.opening + self.into - self.out


def statement(period: AccountingPeriod) -> list[Account]:
    """Every account of the grant on which something ever stood: the grant's, then each line's."""
    days: dict[str, int | date] = {
        "grant": period.grant_id,
        "first": period.starts_on,
        "last": period.ends_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, days)
        moved = {(row[0], row[1]): [int(n) for n in row[2:]] for row in cursor.fetchall()}
    wanted: list[tuple[Bucket, BudgetLine | None]] = [(bucket, None) for bucket in GRANT_BUCKETS]
    for line in BudgetLine.objects.filter(grant=period.grant_id).order_by("code"):
        wanted += [(bucket, line) for bucket in LINE_BUCKETS]
    return [
        Account(_name(bucket, line), *moved[bucket, line.pk if line else None])
        for bucket, line in wanted
        if (bucket, line.pk if line else None) in moved
    ]


def _name(bucket: Bucket, line: BudgetLine | None) -> str:
    return f"{line} · {bucket.label}" if line else str(bucket.label)
