"""Moving budget from line to line as the grant's policy allows; decided by another person."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines, budget_versions
from grants.budgets.errors import OwnRequest, TransferNotAllowed
from grants.budgets.models import Transfer, TransferPolicy
from grants.budgets.statuses import CapBase, TransferScope, TransferStatus
from grants.ledger.actions import balances
from grants.ledger.actions.balances import BalanceChange
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket, EntryKind
from ivi_training.accounts.models import User
from ivi_training.pages.money import krw

HUNDRED = 100  # percent


@dataclass(frozen=True)
class TransferRequest:
    """What somebody would like to move, and why."""

    from_line: BudgetLine
    to_line: BudgetLine
    amount: int
    reason: str
    reference: str


def preview(grant: Grant, *, wish: TransferRequest) -> list[BalanceChange]:
    """Both lines before and after; refused as `ask` would be."""
    transfer = _transfer(wish)
    _check(grant, transfer)
    return balances.changes([_entry(grant, transfer)])


@transaction.atomic
def ask(grant: Grant, *, wish: TransferRequest, by: User) -> Transfer:
    """Ask for it; refused by the policy, or where the budget of the line is used."""
    grant = budget_lines.lock(grant.pk)
    transfer = _transfer(wish)
    _check(grant, transfer)
    transfer.asked_by = by
    transfer.save(force_insert=True)
    return transfer


def preview_approval(transfer: Transfer) -> list[BalanceChange]:
    """Both lines before and after; refused as `approve` would be."""
    grant = transfer.from_line.grant
    _check(grant, transfer)
    return balances.changes([_entry(grant, transfer)])


@transaction.atomic
def approve(transfer: Transfer, *, by: User) -> LedgerEntry:
    """Move the money and keep the new budget as a version; judged by the policy again."""
    grant = budget_lines.lock(transfer.from_line.grant_id)
    transfer = Transfer.objects.for_list().get(pk=transfer.pk)
    _check_may_decide(grant, transfer, by)
    _check(grant, transfer)
    transfer.move(
        TransferStatus.APPROVED, by=by, reason="", decided_by=by, decided_at=timezone.now()
    )
    entry = _entry(grant, transfer)
    entry.posted_by = by
    entry.save(force_insert=True)
    budget_versions.record(grant, by=by, reason=transfer.reason, reference=transfer.reference)
    return entry


@transaction.atomic
def refuse(transfer: Transfer, *, reason: str, by: User) -> None:
    grant = budget_lines.lock(transfer.from_line.grant_id)
    transfer.refresh_from_db()
    _check_may_decide(grant, transfer, by)
    transfer.move(
        TransferStatus.REFUSED, by=by, reason=reason, decided_by=by, decided_at=timezone.now()
    )


def _transfer(wish: TransferRequest) -> Transfer:
    return Transfer(
        from_line=wish.from_line,
        to_line=wish.to_line,
        amount=wish.amount,
        reason=wish.reason,
        reference=wish.reference,
    )


def _entry(grant: Grant, transfer: Transfer) -> LedgerEntry:
    return LedgerEntry(
        grant=grant,
        kind=EntryKind.TRANSFER,
        amount=transfer.amount,
        from_bucket=Bucket.AVAILABLE,
        from_line=transfer.from_line,
        to_bucket=Bucket.AVAILABLE,
        to_line=transfer.to_line,
        transfer=transfer if transfer.pk else None,
        key=f"transfer:{transfer.pk}",
        note=transfer.reason[:200],
    )


def _policy(grant: Grant) -> TransferPolicy:
    policy = TransferPolicy.objects.filter(grant=grant).first()
    if policy is None:
        raise TransferNotAllowed(
            _("This grant has no transfer policy."),
            then=[_("An administrator sets it up from the award letter.")],
        )
    return policy


def _check_may_decide(grant: Grant, transfer: Transfer, by: User) -> None:
    if transfer.asked_by_id == by.pk:
        raise OwnRequest(_("You asked for this. Somebody else has to look at it and agree."))
    policy = _policy(grant)
    if not by.groups.filter(name=policy.approver).exists():
        raise TransferNotAllowed(
            _("Transfers of this grant are approved by: %(role)s.")
            % {"role": policy.get_approver_display()}
        )


def _check(grant: Grant, transfer: Transfer) -> None:
    policy = _policy(grant)
    _check_lines(grant, transfer)
    _check_pair(policy, transfer)
    if policy.needs_reference and not transfer.reference:
        raise TransferNotAllowed(
            _("The policy asks for the funder's reference."),
            then=[_("Name the letter that allows it.")],
        )
    _check_cap(grant, policy, transfer)
    unused = max(transfer.from_line.unused, 0)
    if transfer.amount > unused:
        raise budget_lines.budget_exceeded(transfer.from_line, transfer.amount, unused)


def _check_lines(grant: Grant, transfer: Transfer) -> None:
    if transfer.from_line == transfer.to_line:
        raise TransferNotAllowed(_("Choose another line than the one that gives."))
    if {transfer.from_line.grant_id, transfer.to_line.grant_id} != {grant.pk}:
        raise TransferNotAllowed(_("Choose a line of the same grant."))


def _check_pair(policy: TransferPolicy, transfer: Transfer) -> None:
    from_line, to_line = transfer.from_line, transfer.to_line
    if policy.scope == TransferScope.ANY or from_line.category_id == to_line.category_id:
        return
    pairs = policy.pairs.filter(
        from_category=from_line.category_id, to_category=to_line.category_id
    )
    if policy.scope != TransferScope.PAIRS or not pairs.exists():
        raise TransferNotAllowed(
            _("The policy does not allow a transfer from “%(source)s” to “%(to)s”.")
            % {"source": from_line.category, "to": to_line.category}
        )


def _check_cap(grant: Grant, policy: TransferPolicy, transfer: Transfer) -> None:
    if policy.cap_percent is None:
        return
    done = Transfer.objects.filter(status=TransferStatus.APPROVED, entry__reversed_by=None)
    if policy.cap_of == CapBase.AWARD:
        moved, whole = _sum(done.filter(from_line__grant=grant)), grant.awarded
    else:
        line = transfer.from_line
        moved = _sum(done.filter(from_line=line))
        whole = line.budgeted + moved - _sum(done.filter(to_line=line))
    if (moved + transfer.amount) * HUNDRED > whole * policy.cap_percent:
        raise TransferNotAllowed(
            _("%(moved)s of %(whole)s would then be moved; the policy allows %(cap)s percent.")
            % {
                "moved": krw(moved + transfer.amount),
                "whole": krw(whole),
                "cap": policy.cap_percent,
            }
        )


def _sum(transfers: QuerySet[Transfer]) -> int:
    return int(transfers.aggregate(sum=Sum("amount"))["sum"] or 0)
