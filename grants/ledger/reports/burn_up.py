"""Burn-up: what came and what was spent at the end of each month, and where that leads."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import TruncMonth

from grants.awards.models import Grant
from grants.ledger.models import LedgerDay
from grants.ledger.statuses import GONE, LINE_BUCKETS, Bucket

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Forecast:
    """Spending that goes on as it did: spent / days gone * days of the grant, in whole won."""

    spent: int
    days: int
    days_of_grant: int

    def after(self, days: int) -> int:
        return self.spent * days // self.days

    @property
    def at_end(self) -> int:
        return self.after(self.days_of_grant)


@dataclass(frozen=True)
class Month:
    first: date
    budgeted: int | None
    received: int | None
    committed: int | None
    spent: int | None
    forecast: int | None


@dataclass(frozen=True)
class BurnUp:
    """The months from the first to the last day of a grant, or of its ledger."""

    months: list[Month]
    forecast: Forecast | None


def burn_up(grant: Grant, today: date) -> BurnUp:
    """Add up the days of the ledger by month; there is a forecast while the grant runs."""
    moved: defaultdict[date, dict[str, int]] = defaultdict(dict)
    by_month = LedgerDay.objects.filter(grant=grant).annotate(month=TruncMonth("day"))
    for row in by_month.nets("month", "bucket"):
        moved[row["month"]][row["bucket"]] = row["net"]
    forecast = _forecast(grant, today)
    first = min([grant.starts_on.replace(day=1), *moved])
    last = max([grant.ends_on.replace(day=1), *moved])
    stands: defaultdict[str, int] = defaultdict(int)
    months = []
    while first <= last:
        for bucket, net in moved[first].items():
            stands[bucket] += net
        following = (first + 31 * _A_DAY).replace(day=1)
        has_begun = first <= today
        months.append(
            Month(
                first=first,
                budgeted=sum(stands[b] for b in LINE_BUCKETS) if has_begun else None,
                received=stands[Bucket.RECEIVED] + stands[Bucket.RETURNED] if has_begun else None,
                committed=stands[Bucket.COMMITTED] if has_begun else None,
                spent=sum(stands[b] for b in GONE) if has_begun else None,
                forecast=_at_end_of(grant, forecast, following - _A_DAY, today),
            )
        )
        first = following
    return BurnUp(months, forecast)


def _forecast(grant: Grant, today: date) -> Forecast | None:
    """None before the first and after the last day, and as long as nothing was spent."""
    if not (grant.spent and grant.starts_on <= today < grant.ends_on):
        return None
    return Forecast(
        spent=grant.spent,
        days=(today - grant.starts_on).days + 1,
        days_of_grant=(grant.ends_on - grant.starts_on).days + 1,
    )


def _at_end_of(grant: Grant, forecast: Forecast | None, day: date, today: date) -> int | None:
    """The forecast at the end of a month that is not over."""
    if forecast is None or day < today:
        return None
    return forecast.after((min(day, grant.ends_on) - grant.starts_on).days + 1)
