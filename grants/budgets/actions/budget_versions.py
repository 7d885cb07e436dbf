"""Keeping the budget as it stands as a version, whenever it has changed."""

from django.db import transaction

from grants.awards.models import Grant
from grants.budgets.actions import budget_lines
from grants.budgets.models import BudgetVersion, BudgetVersionLine
from ivi_training.accounts.models import User


@transaction.atomic
def record(
    grant: Grant, *, by: User, reason: str = "", reference: str = ""
) -> BudgetVersion | None:
    """Write down what each line holds; nothing where the last version says the same."""
    grant = budget_lines.lock(grant.pk)
    lines = list(grant.lines.order_by("pk"))
    held = {line.pk: line.budgeted for line in lines}
    last = grant.budget_versions.first()
    if last is not None:
        known = dict(last.lines.values_list("line", "amount"))
        if (known, last.awarded) == (held, grant.awarded):
            return None
    version = BudgetVersion.objects.create(
        grant=grant,
        number=last.number + 1 if last else 1,
        reason=reason,
        reference=reference,
        awarded=grant.awarded,
        unallocated=grant.unallocated,
        made_by=by,
    )
    BudgetVersionLine.objects.bulk_create(
        BudgetVersionLine(version=version, line=line, amount=line.budgeted) for line in lines
    )
    return version
