"""Policies of transfers, and what was asked under them."""

from typing import Any

from grants.awards.models import BudgetLine, Grant, Overrun
from grants.budgets.actions import overruns, transfers
from grants.budgets.models import Transfer, TransferPolicy
from grants.budgets.statuses import TransferScope
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory
from tests.factories.grants import line_of


def policy_for(grant: Grant, **facts: Any) -> TransferPolicy:
    known: dict[str, Any] = {"scope": TransferScope.ANY}
    return TransferPolicy.objects.create(grant=grant, **known | facts)


def wish(
    from_line: BudgetLine, to_line: BudgetLine, amount: int, **why: str
) -> transfers.TransferRequest:
    known = {"reason": "More people came", "reference": ""}
    return transfers.TransferRequest(from_line, to_line, amount, **known | why)


def asked(from_line: BudgetLine, to_line: BudgetLine, amount: int, **why: str) -> Transfer:
    """A transfer that waits for approval."""
    wanted = wish(from_line, to_line, amount, **why)
    return transfers.ask(from_line.grant, wish=wanted, by=UserFactory())


def approver() -> User:
    """Somebody who approves, another one each time."""
    return UserFactory(roles=[Role.APPROVER])


def overrun(line: BudgetLine, amount: int) -> Overrun:
    """An overrun that waits for approval."""
    why = {"reason": "Fares rose", "reference": ""}
    return overruns.ask(line, amount=amount, by=UserFactory(), **why)


def asked_of(line: BudgetLine) -> dict[str, int]:
    """A transfer and an overrun that wait for approval."""
    if not TransferPolicy.objects.filter(grant=line.grant).exists():
        policy_for(line.grant)
    beside = line.grant.lines.filter(category=line.category_id).exclude(pk=line.pk)
    other = beside.first() or line_of(line.grant, 0, "OTHER")
    transfer, above = asked(line, other, 1), overrun(line, 1)
    return {"line": line.pk, "transfer": transfer.pk, "overrun": above.pk}
