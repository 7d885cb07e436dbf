"""What entries would do to each balance they touch, before they are posted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from grants.errors import BudgetExceeded
from grants.models import BudgetLine, Grant, LedgerEntry
from grants.statuses import GRANT_BUCKETS, LINE_BUCKETS, Bucket
from ivi_training.money import krw


@dataclass(frozen=True)
class Effect:
    """One account with its balance now and then, in KRW."""

    account: str
    before: int
    after: int


def of(entries: Iterable[LedgerEntry]) -> list[Effect]:
    """The accounts that the entries touch, in the order in which they are first touched."""
    found: dict[tuple[str, int | None], Effect] = {}
    for entry in entries:
        legs = (
            (Bucket(entry.from_bucket), entry.from_line, -entry.amount),
            (Bucket(entry.to_bucket), entry.to_line, entry.amount),
        )
        for bucket, line, change in legs:
            if bucket in GRANT_BUCKETS or bucket in LINE_BUCKETS:
                key = (bucket, line.pk if line else None)
                known = found.get(key) or _now(entry.grant, bucket, line)
                found[key] = Effect(known.account, known.before, known.after + change)
    return list(found.values())


def allowed(entries: Iterable[LedgerEntry]) -> list[Effect]:
    """The same; refused where a balance would fall below zero, or further below it."""
    effects = of(entries)
    for effect in effects:
        if effect.after < min(effect.before, 0):
            raise BudgetExceeded(
                _("%(account)s: %(needed)s is needed and %(available)s is there.")
                % {
                    "account": effect.account,
                    "needed": krw(effect.before - effect.after),
                    "available": krw(effect.before),
                },
                then=[_("Nothing was changed.")],
            )
    return effects


def _now(grant: Grant, bucket: Bucket, line: BudgetLine | None) -> Effect:
    balance: int = getattr(line or grant, bucket)
    return Effect(f"{line} · {bucket.label}" if line else str(bucket.label), balance, balance)
