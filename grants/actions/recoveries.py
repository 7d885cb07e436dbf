"""What comes back of money spent on somebody who is lost: owed, received on its line, or waived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.actions import budget_lines, effects, funding_sources, periods
from grants.actions.effects import Effect
from grants.errors import AlreadyDecided, OwnRequest, TooMuchRecovered
from grants.models import Commitment, Expenditure, LedgerEntry, Recovery
from grants.statuses import Bucket, EntryKind, RecoveryStatus
from ivi_training.models import User
from ivi_training.money import krw


@dataclass(frozen=True)
class Receipt:
    """What came back; the token tells a second press from a second payment."""

    amount: int
    effective_on: date
    note: str
    token: str


def open_for(commitment: Commitment, *, why: str, by: User | None) -> Sequence[Recovery]:
    """Ask back what was spent on a promise that ended, entry by entry; nothing where nothing was.

    Whoever works with money decides then what is really owed; the rest is waived.
    """
    spent = LedgerEntry.objects.filter(
        commitment_item__commitment=commitment,
        kind=EntryKind.EXPENDITURE,
        reversed_by=None,
        owed_back=None,
    )
    found = list(spent.order_by("pk"))
    if not found:
        return []
    return Recovery.objects.bulk_create(
        Recovery(
            spent_by=entry,
            debtor=commitment.purpose,
            why=why[:200],
            amount=entry.amount,
            opened_by=by,
        )
        for entry in found
    )


def preview_receipt(recovery: Recovery, *, receipt: Receipt) -> list[Effect]:
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


def came_back(expenditure: Expenditure) -> int:
    """What of it was received on its recoveries, in KRW."""
    posted = expenditure.entries.filter(kind=EntryKind.RECOVERY)
    return int(posted.aggregate(sum=Sum("amount", default=0))["sum"])


def preview_waiver(recovery: Recovery, *, reason: str) -> list[Effect]:
    """No balance changes: what was spent stays spent."""
    del reason
    return [Effect(str(_("Owed")), recovery.owed, 0)]


@transaction.atomic
def waive(recovery: Recovery, *, reason: str, by: User) -> None:
    """Let go of what has not come back; refused to whoever opened it."""
    if recovery.opened_by_id == by.pk:
        raise OwnRequest(_("It was opened by a step of yours. Somebody else has to waive it."))
    _lock(recovery)
    facts = {"waived_at": timezone.now(), "waived_by": by, "waiver": reason}
    recovery.move(RecoveryStatus.WAIVED, by=by, reason=reason, **facts)


def _check_not_disallowed(entry: LedgerEntry) -> None:
    """What was disallowed is on its line already; only the rest is still spent."""
    bill = entry.expenditure
    if bill is None or bill.disallowed_amount is None:
        return
    left = funding_sources.subsidised(bill) - bill.disallowed_amount - came_back(bill)
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


def _allowed(recovery: Recovery, entry: LedgerEntry) -> list[Effect]:
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
    return effects.allowed([entry])
