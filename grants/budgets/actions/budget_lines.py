"""The award, and how it is divided over budget lines; each step is a ledger entry."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grants.awards.actions import funding_sources
from grants.awards.models import BudgetCategory, BudgetLine, Grant
from grants.budgets.errors import GrantExceeded, TransferNotAllowed
from grants.budgets.models import TransferPolicy
from grants.ledger.errors import BudgetExceeded
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket, EntryKind
from ivi_training.accounts.models import User
from ivi_training.pages.money import krw


def lock(grant_id: int) -> Grant:
    """Hold the grant, the root of its lines, until the transaction ends.

    Whatever reads a balance and then acts on it holds this first: two of them would each find the
    same money free. Others may still refer to the grant (`no_key`).
    """
    return Grant.objects.select_for_update(of=("self",), no_key=True).get(pk=grant_id)


def budget_exceeded(
    line: BudgetLine, needed: int, available: int, *, then: Sequence[str | Promise] = ()
) -> BudgetExceeded:
    """The refusal of what a line cannot bear, in KRW, and what to do instead."""
    return BudgetExceeded(
        _("%(line)s: %(needed)s is needed and %(available)s is available.")
        % {"line": line, "needed": krw(needed), "available": krw(available)},
        then=then,
    )


@transaction.atomic
def award(grant: Grant, amount: int, *, by: User, note: str = "") -> LedgerEntry:
    """Record what the funder awards (or adds), in KRW."""
    entry = LedgerEntry.objects.create(
        grant=grant,
        kind=EntryKind.AWARD,
        amount=amount,
        from_bucket=Bucket.FUNDER,
        to_bucket=Bucket.UNALLOCATED,
        key=f"award:{uuid.uuid4()}",
        posted_by=by,
        note=note,
    )
    grant.refresh_from_db(fields=["awarded", "unallocated"])
    funding_sources.subsidy(grant)
    return entry


def category(grant: Grant, name_en: str, name_ko: str = "") -> BudgetCategory:
    """The category of this name, made where there is none; a new Korean name is kept."""
    found, _made = BudgetCategory.objects.update_or_create(
        grant=grant, name_en=name_en, defaults={"name_ko": name_ko} if name_ko else {}
    )
    return found


@transaction.atomic
def set_budget(line: BudgetLine, amount: int, *, by: User, note: str = "") -> None:
    """Bring the line's budget to `amount` KRW, from or back to what the grant has unallocated.

    Where a policy of transfers is in force, a budget is lowered by an approved transfer alone.
    """
    grant = lock(line.grant_id)
    line.refresh_from_db(fields=["budgeted", "committed", "spent", "overrun_allowed"])
    change = amount - line.budgeted
    if change > grant.unallocated:
        raise GrantExceeded(
            _("%(needed)s more is needed on %(line)s, and %(free)s of the grant is unallocated.")
            % {"needed": krw(change), "line": line, "free": krw(grant.unallocated)}
        )
    if change < 0 and TransferPolicy.objects.filter(grant=grant).exists():
        raise TransferNotAllowed(
            _("The budget of %(line)s is lowered by a transfer, which another person approves.")
            % {"line": line}
        )
    if -change > line.unused:
        raise BudgetExceeded(
            _("%(line)s has %(used)s committed or spent; its budget cannot be lower.")
            % {"line": line, "used": krw(line.committed + line.spent)}
        )
    if change:
        _allocate(line, change, by=by, note=note)
        line.refresh_from_db(fields=["budgeted"])


def _allocate(line: BudgetLine, change: int, *, by: User, note: str) -> None:
    """Post the change of a line's budget; a negative one flows back to the grant."""
    onto_line = change > 0
    LedgerEntry.objects.create(
        grant_id=line.grant_id,
        kind=EntryKind.ALLOCATION,
        amount=abs(change),
        from_bucket=Bucket.UNALLOCATED if onto_line else Bucket.AVAILABLE,
        from_line=None if onto_line else line,
        to_bucket=Bucket.AVAILABLE if onto_line else Bucket.UNALLOCATED,
        to_line=line if onto_line else None,
        key=f"allocation:{uuid.uuid4()}",
        posted_by=by,
        note=note,
    )
