"""What entries would do to each balance they touch, before they are posted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from grants.errors import BudgetExceeded, SpentAlready
from grants.models import BudgetLine, Grant, LedgerEntry
from grants.statuses import GONE, GRANT_BUCKETS, LINE_BUCKETS, Bucket
from ivi_training.money import krw


@dataclass(frozen=True)
class Effect:
    """One account with its balance now and then, in KRW."""

    account: str
    before: int
    after: int


def of(entries: Sequence[LedgerEntry]) -> list[Effect]:
    """The accounts that the entries touch, in the order in which they are first touched."""
    found: dict[tuple[str, int | None], Effect] = {}
    for entry in entries:
        for bucket, line, change in _counted(entry):
            if bucket in GRANT_BUCKETS or bucket in LINE_BUCKETS:
                key = (bucket, line.pk if line else None)
                known = found.get(key) or _now(entry.grant, bucket, line)
                found[key] = Effect(known.account, known.before, known.after + change)
    return list(found.values())


def allowed(entries: Sequence[LedgerEntry]) -> list[Effect]:
    """The same; refused where a balance would fall below zero, as the database would."""
    effects = of(entries)
    for effect in [*effects, *_budgets(entries)]:
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
    check_bank(entries)
    return effects


def check_bank(entries: Sequence[LedgerEntry]) -> None:
    """Refuse to have more received than awarded, or spent what has gone back to the funder."""
    grant = entries[0].grant
    moved: Counter[Bucket] = Counter()
    for entry in entries:
        for bucket, _line, change in _counted(entry):
            moved[bucket] += change
    received, returned = (
        grant.received + moved[Bucket.RECEIVED],
        grant.returned + moved[Bucket.RETURNED],
    )
    awarded, spent = grant.awarded - moved[Bucket.FUNDER], grant.spent + moved[Bucket.SPENT]
    if received + returned > awarded or (returned and spent > received):
        raise SpentAlready(
            _(
                "Of the award of %(awarded)s, %(received)s would be received and %(returned)s "
                "returned, and %(spent)s spent: that cannot be."
            )
            % {
                "awarded": krw(awarded),
                "received": krw(received + returned),
                "returned": krw(returned),
                "spent": krw(spent),
            }
        )


def _legs(entry: LedgerEntry) -> Iterator[tuple[Bucket, BudgetLine | None, int]]:
    yield Bucket(entry.from_bucket), entry.from_line, -entry.amount
    yield Bucket(entry.to_bucket), entry.to_line, entry.amount


def _counted(entry: LedgerEntry) -> Iterator[tuple[Bucket, BudgetLine | None, int]]:
    """The same, by the columns that keep the balances."""
    for bucket, line, change in _legs(entry):
        yield (Bucket.SPENT if bucket in GONE else bucket), line, change


def _budgets(entries: Sequence[LedgerEntry]) -> list[Effect]:
    """The whole budget of each line: an overrun lets more be spent, not more be taken away."""
    found: dict[int, Effect] = {}
    for entry in entries:
        for _bucket, line, change in _legs(entry):
            if line is not None:
                known = found.get(line.pk) or Effect(str(line), line.budgeted, line.budgeted)
                found[line.pk] = Effect(known.account, known.before, known.after + change)
    return list(found.values())


def _now(grant: Grant, bucket: Bucket, line: BudgetLine | None) -> Effect:
    balance: int = getattr(line or grant, bucket)
    return Effect(f"{line} · {bucket.label}" if line else str(bucket.label), balance, balance)
