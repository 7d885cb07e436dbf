"""What the tables of `grants.ledger` never hold: one try for each constraint."""

from grants.awards.models import (
    BudgetLine,
)
from grants.budgets.models import (
    Transfer,
)
from grants.ledger.models import LedgerCheckpoint, LedgerDay, LedgerEntry, LedgerSeal
from grants.ledger.statuses import Bucket
from tests.repository.tries import post
from tests.repository.world import (
    Step,
    again,
    unguarded,
)


def move_unasked() -> None:
    to_line = BudgetLine.objects.latest("pk")
    post(Bucket.AVAILABLE, Bucket.AVAILABLE, amount=1, to_line=to_line)()


def recover_unowed() -> None:
    expenditure = LedgerEntry.objects.filter(kind="expenditure").first().expenditure
    post(Bucket.SPENT, Bucket.AVAILABLE, amount=1, kind="recovery", expenditure=expenditure)()


def move_within_a_line() -> None:
    waiting = Transfer.objects.get(status="asked")
    post(Bucket.AVAILABLE, Bucket.AVAILABLE, transfer=waiting)()


def approved_again() -> None:
    """The approved transfer once more."""
    done = Transfer.objects.get(status="approved")
    post(
        Bucket.AVAILABLE, Bucket.AVAILABLE, amount=done.amount, from_line=done.from_line,
        to_line=done.to_line, transfer=done,
    )()  # fmt: skip


def reverse_again() -> None:
    copy = LedgerEntry.objects.get(kind="reversal")
    copy.pk, copy.key, copy._state.adding = None, "again", True
    copy.save()


def seal_again() -> None:
    """One more entry, under a number that is taken."""
    post(Bucket.FUNDER, Bucket.UNALLOCATED)()
    again(LedgerSeal, entry=LedgerEntry.objects.get(key="by hand"))()


CONSTRAINTS: dict[str, Step] = {
    "ledgerday_account_once": again(LedgerDay, came=0, went=0),
    "ledgerentry_amount_positive": post(Bucket.FUNDER, Bucket.UNALLOCATED, amount=0),
    "ledgerentry_kind_known": post(Bucket.FUNDER, Bucket.UNALLOCATED, kind="gift"),
    "ledgerentry_buckets_known": post(Bucket.FUNDER, "pocket"),
    "ledgerentry_from_line_where_needed": post(
        Bucket.AVAILABLE, Bucket.UNALLOCATED, from_line=None
    ),
    "ledgerentry_to_line_where_needed": post(Bucket.UNALLOCATED, Bucket.AVAILABLE, to_line=None),
    "ledgerentry_kind_moves_so": post(Bucket.FUNDER, Bucket.UNALLOCATED, kind="tranche"),
    "ledgerentry_two_lines_in_transfers": move_within_a_line,
    "ledgerentry_committed_names_item": post(Bucket.AVAILABLE, Bucket.COMMITTED, amount=1),
    "ledgerentry_spent_names_expenditure": post(Bucket.AVAILABLE, Bucket.SPENT, amount=1),
    "ledgerentry_reversal_names_entry": post(Bucket.UNALLOCATED, Bucket.FUNDER, amount=1),
    "ledgerseal_number_once": unguarded(
        "grants.LedgerEntry:post", "grants.LedgerSeal:set_by_ledger", step=seal_again
    ),
    "ledgercheckpoint_once": again(LedgerCheckpoint),
    "ledgerentry_transfer_names_request": move_unasked,
    "ledgerentry_recovery_names_what_was_owed": recover_unowed,
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "ledgerentry.key": again(LedgerEntry),
    "ledgerentry.reverses_id": reverse_again,
    "ledgerentry.transfer_id": approved_again,
    "ledgerseal.entry_id": unguarded(
        "grants.LedgerSeal:set_by_ledger", step=again(LedgerSeal, number=99)
    ),
}  # fmt: skip

# No form writes these: nobody reads what they say.
SILENT = {
    "ledgerentry_kind_known",
    "ledgerentry_buckets_known",
    "ledgerentry_from_line_where_needed",
    "ledgerentry_to_line_where_needed",
    "ledgerentry_kind_moves_so",
    "ledgerentry_two_lines_in_transfers",
    "ledgerentry_committed_names_item",
    "ledgerentry_spent_names_expenditure",
    "ledgerseal_number_once",
    "ledgercheckpoint_once",
    "ledgerentry_transfer_names_request",
    "ledgerday_account_once",
    "ledgerentry_recovery_names_what_was_owed",
}
