"""Overruns: an amount above the budget of one line, asked by one person, answered by another."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.errors import AlreadyDecided
from grants.awards.models import BudgetLine, Overrun
from grants.budgets.actions import budget_lines
from grants.budgets.errors import OwnRequest
from grants.ledger.actions.balances import BalanceChange
from grants.ledger.statuses import Bucket
from ivi_training.accounts.models import User


def preview(line: BudgetLine, *, amount: int, **_why: str) -> list[BalanceChange]:
    """What could be committed or spent on the line, before and after."""
    account = f"{line} · {Bucket.AVAILABLE.label}"
    return [BalanceChange(account, line.available, line.available + amount)]


def preview_approval(overrun: Overrun) -> list[BalanceChange]:
    """The same for what was asked."""
    return preview(overrun.line, amount=overrun.amount)


def ask(line: BudgetLine, *, amount: int, reason: str, reference: str, by: User) -> Overrun:
    """Ask for it; the line stays as it is until another person approves."""
    return Overrun.objects.create(
        line=line, amount=amount, reason=reason, reference=reference, asked_by=by
    )


@transaction.atomic
def approve(overrun: Overrun, *, by: User) -> None:
    """Let the line be overspent by the amount; refused for one's own request."""
    _decide(overrun, by, approved_at=timezone.now(), approved_by=by)


@transaction.atomic
def refuse(overrun: Overrun, *, reason: str, by: User) -> None:
    """Leave the line as it is, and say why; refused for one's own request."""
    _decide(overrun, by, refused_at=timezone.now(), refused_by=by, refusal=reason)


def _decide(overrun: Overrun, by: User, **answer: Any) -> None:
    if overrun.asked_by_id == by.pk:
        raise OwnRequest(_("You asked for this. Somebody else has to look at it and agree."))
    budget_lines.lock(overrun.line.grant_id)
    asked = Overrun.objects.waiting().filter(pk=overrun.pk)
    if not asked.update(**answer):
        raise AlreadyDecided(_("It was approved or refused already."))
