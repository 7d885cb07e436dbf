"""What entries would do to each balance they touch, before they are posted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from grants.awards.models import BudgetLine, Grant
from grants.ledger.errors import BudgetExceeded, SpentAlready
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import GONE, GRANT_BUCKETS, LINE_BUCKETS, Bucket
from ivi_training.pages.money import krw


@dataclass(frozen=True)
class BalanceChange:
    """One account with its balance now and then, in KRW."""

    account: str
    before: int
    after: int


def changes(entries: Sequence[LedgerEntry]) -> list[BalanceChange]:
    """The accounts that the entries touch, in the order in which they are first touched."""
    found: dict[tuple[str, int | None], BalanceChange] = {}
    for entry in entries:
        for bucket, line, change in _counted(entry):
            if bucket in GRANT_BUCKETS or bucket in LINE_BUCKETS:
                key = (bucket, line.pk if line else None)
                known = found.get(key) or _now(entry.grant, bucket, line)
                found[key] = BalanceChange(known.account, known.before, known.after + change)
    return list(found.values())


def allowed_changes(entries: Sequence[LedgerEntry]) -> list[BalanceChange]:
    """The same; refused where a balance would fall below zero, as the database would."""
    found = changes(entries)
    for change in [*found, *_budgets(entries)]:
        if change.after < min(change.before, 0):
            raise BudgetExceeded(
                _("%(account)s: %(needed)s is needed, %(available)s is available.")
                % {
                    "account": change.account,
                    "needed": krw(change.before - change.after),
                    "available": krw(change.before),
                },
                then=[_("Nothing was changed.")],
            )
    check_bank(entries)
    return found


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


def _budgets(entries: Sequence[LedgerEntry]) -> list[BalanceChange]:
    """The whole budget of each line: an overrun lets more be spent, not more be taken away."""
    found: dict[int, BalanceChange] = {}
    for entry in entries:
        for _bucket, line, change in _legs(entry):
            if line is not None:
                known = found.get(line.pk) or BalanceChange(str(line), line.budgeted, line.budgeted)
                found[line.pk] = BalanceChange(known.account, known.before, known.after + change)
    return list(found.values())


def _now(grant: Grant, bucket: Bucket, line: BudgetLine | None) -> BalanceChange:
    balance: int = getattr(line or grant, bucket)
    return BalanceChange(
        f"{line} · {bucket.label}" if line else str(bucket.label), balance, balance
    )
