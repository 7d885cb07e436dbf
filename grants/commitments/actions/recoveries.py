"""What was spent on a promise that ended is asked back."""

from collections.abc import Sequence

from grants.commitments.models import Commitment, Recovery
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import EntryKind
from ivi_training.accounts.models import User


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
