"""What comes back of money spent on somebody who is lost: owed, received on its line, or waived."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.errors import AlreadyDecided
from grants.budgets.actions import budget_lines, periods
from grants.budgets.errors import OwnRequest
from grants.commitments.models import Recovery
from grants.commitments.statuses import RecoveryStatus
from grants.ledger.actions import balances
from grants.ledger.actions.balances import BalanceChange
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket, EntryKind
from grants.spending.actions import funding_shares
from grants.spending.errors import TooMuchRecovered
from grants.spending.models import Expenditure
from ivi_training.accounts.models import User
from ivi_training.pages.money import krw


@dataclass(frozen=True)
class Receipt:
    """What came back; the token tells a second press from a second payment."""

    amount: int
    effective_on: date
    note: str
    token: str


def preview_receipt(recovery: Recovery, *, receipt: Receipt) -> list[BalanceChange]:
    """The balances before and after; refused as `receive` would be."""
    return _allowed(recovery, _entry(recovery, receipt))


@transaction.atomic
def receive(recovery: Recovery, *, receipt: Receipt, by: User) -> LedgerEntry:
    """Put what came back on the line it was spent from, once for each token.

    The last won closes the recovery. Refused for more than is owed, and in a closed period.
    """
    _lock(recovery)
    entry = _entry(recovery, receipt)
    known = LedgerEntry.objects.filter(key=entry.key).first()
    if known is not None:
        return known
    _allowed(recovery, entry)
    entry.posted_by = by
    entry.save(force_insert=True)
    recovery.refresh_from_db(fields=["received"])
    if not recovery.owed:
        recovery.move(RecoveryStatus.RECEIVED, by=by, reason=receipt.note)
    return entry


def amount_recovered(expenditure: Expenditure) -> int:
    """What of it was received on its recoveries, in KRW."""
    posted = expenditure.entries.filter(kind=EntryKind.RECOVERY)
    return int(posted.aggregate(sum=Sum("amount", default=0))["sum"])


def preview_waiver(recovery: Recovery, *, reason: str) -> list[BalanceChange]:
    """No balance changes: what was spent stays spent."""
    del reason
    return [BalanceChange(str(_("Owed")), recovery.owed, 0)]


@transaction.atomic
def waive(recovery: Recovery, *, reason: str, by: User) -> None:
    """Let go of what has not come back; refused to whoever opened it."""
    if recovery.opened_by_id == by.pk:
        raise OwnRequest(
            _("This recovery follows from your own action. Another person must waive it.")
        )
    _lock(recovery)
    facts = {"waived_at": timezone.now(), "waived_by": by, "waiver": reason}
    recovery.move(RecoveryStatus.WAIVED, by=by, reason=reason, **facts)


def _check_not_disallowed(entry: LedgerEntry) -> None:
    """What was disallowed is on its line already; only the rest is still spent."""
    bill = entry.expenditure
    if bill is None or bill.disallowed_amount is None:
        return
    left = funding_shares.subsidised(bill) - bill.disallowed_amount - amount_recovered(bill)
    if entry.amount > left:
        raise TooMuchRecovered(
            _(
                "%(disallowed)s of this expenditure was disallowed; of the rest %(left)s is still "
                "spent."
            )
            % {"disallowed": krw(bill.disallowed_amount), "left": krw(left)},
            then=[
                _("Record what of it is still spent; another person waives the rest."),
            ],
        )


def _lock(recovery: Recovery) -> None:
    """Hold the grant and read again where the recovery stands."""
    budget_lines.lock(recovery.spent_by.grant_id)
    recovery.refresh_from_db(fields=["status", "received"])
    related = "grant", "from_line", "expenditure"
    recovery.spent_by = LedgerEntry.objects.select_related(*related).get(pk=recovery.spent_by_id)


def _entry(recovery: Recovery, receipt: Receipt) -> LedgerEntry:
    spent = recovery.spent_by
    return LedgerEntry(
        grant=spent.grant,
        kind=EntryKind.RECOVERY,
        amount=receipt.amount,
        from_bucket=Bucket.SPENT,
        from_line=spent.from_line,
        to_bucket=Bucket.AVAILABLE,
        to_line=spent.from_line,
        expenditure=spent.expenditure,
        recovery=recovery,
        effective_on=receipt.effective_on,
        key=f"recovery:{receipt.token}",
        note=receipt.note,
    )


def _allowed(recovery: Recovery, entry: LedgerEntry) -> list[BalanceChange]:
    periods.check_open(entry.grant, entry.effective_on)
    if recovery.status != RecoveryStatus.OPEN:
        raise AlreadyDecided(
            _("It is “%(status)s” already.") % {"status": recovery.get_status_display()}
        )
    if entry.amount > recovery.owed:
        raise TooMuchRecovered(
            _("%(owed)s is still owed, and %(amount)s is entered.")
            % {"owed": krw(recovery.owed), "amount": krw(entry.amount)}
        )
    _check_not_disallowed(entry)
    return balances.allowed_changes([entry])
