"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Bucket(TextChoices):
    """Where an amount stands: outside, with the grant as a whole, or on a budget line."""

    FUNDER = "funder", _("Funder")
    UNALLOCATED = "unallocated", _("Unallocated")
    AVAILABLE = "available", _("Available")
    COMMITTED = "committed", _("Committed")
    SPENT = "spent", _("Spent")
    EXCHANGE = "exchange", _("Exchange differences")
    # What may be spent is one thing, what the bank holds of it another.
    BANK = "bank", _("Bank")
    RECEIVED = "received", _("Received from the funder")
    INTEREST = "interest", _("Interest earned")
    RETURNED = "returned", _("Returned to the funder")
    INTEREST_RETURNED = "interest_returned", _("Interest returned")


LINE_BUCKETS = (Bucket.AVAILABLE, Bucket.COMMITTED, Bucket.SPENT, Bucket.EXCHANGE)

# A difference of rates is money gone, or saved: the column `spent` counts both accounts.
GONE = (Bucket.SPENT, Bucket.EXCHANGE)

# Accounts of the grant as a whole whose balance it keeps, in columns of the same name.
GRANT_BUCKETS = (
    Bucket.UNALLOCATED,
    Bucket.RECEIVED,
    Bucket.INTEREST,
    Bucket.RETURNED,
    Bucket.INTEREST_RETURNED,
)


class EntryKind(TextChoices):
    AWARD = "award", _("Award")
    TRANCHE = "tranche", _("Tranche received")
    ALLOCATION = "allocation", _("Allocation")
    TRANSFER = "transfer", _("Transfer")
    COMMITMENT = "commitment", _("Commitment")
    RELEASE = "release", _("Release")
    EXPENDITURE = "expenditure", _("Expenditure")
    EXCHANGE = "exchange", _("Exchange difference")
    DISALLOWANCE = "disallowance", _("Disallowance")
    INTEREST = "interest", _("Interest")
    REFUND = "refund", _("Refund to the funder")
    REVERSAL = "reversal", _("Reversal")
    RECOVERY = "recovery", _("Recovery")


Accounts = tuple[Bucket, Bucket]

# Which kind may move money between which accounts; the database holds the same table as a check.
ENTRY_MOVES: dict[EntryKind, tuple[Accounts, ...]] = {
    EntryKind.AWARD: ((Bucket.FUNDER, Bucket.UNALLOCATED),),
    EntryKind.TRANCHE: ((Bucket.BANK, Bucket.RECEIVED),),
    EntryKind.ALLOCATION: (
        (Bucket.UNALLOCATED, Bucket.AVAILABLE),
        (Bucket.AVAILABLE, Bucket.UNALLOCATED),
    ),
    EntryKind.TRANSFER: ((Bucket.AVAILABLE, Bucket.AVAILABLE),),
    EntryKind.COMMITMENT: ((Bucket.AVAILABLE, Bucket.COMMITTED),),
    EntryKind.RELEASE: ((Bucket.COMMITTED, Bucket.AVAILABLE),),
    EntryKind.EXPENDITURE: (
        (Bucket.AVAILABLE, Bucket.SPENT),
        (Bucket.COMMITTED, Bucket.SPENT),
    ),
    EntryKind.RECOVERY: ((Bucket.SPENT, Bucket.AVAILABLE),),
    EntryKind.EXCHANGE: (
        (Bucket.AVAILABLE, Bucket.EXCHANGE),
        (Bucket.EXCHANGE, Bucket.AVAILABLE),
    ),
    EntryKind.DISALLOWANCE: ((Bucket.SPENT, Bucket.AVAILABLE),),
    EntryKind.INTEREST: ((Bucket.BANK, Bucket.INTEREST),),
    EntryKind.REFUND: (
        (Bucket.RECEIVED, Bucket.RETURNED),
        (Bucket.INTEREST, Bucket.INTEREST_RETURNED),
    ),
}

# A promise is ended by its owner, who releases it: its entries are never reversed alone.
REVERSIBLE = (
    EntryKind.AWARD,
    EntryKind.TRANCHE,
    EntryKind.ALLOCATION,
    EntryKind.TRANSFER,
    EntryKind.EXPENDITURE,
    EntryKind.EXCHANGE,
    EntryKind.INTEREST,
    EntryKind.REFUND,
)

ENTRY_MOVES[EntryKind.REVERSAL] = tuple(
    (to, source) for kind in REVERSIBLE for source, to in ENTRY_MOVES[kind]
)


class CashFlow(TextChoices):
    """What a bank statement can show of a grant."""

    TRANCHE = "tranche", _("A tranche came from the funder")
    INTEREST = "interest", _("The bank paid interest")
    REFUND = "refund", _("Unspent money went back to the funder")
    INTEREST_REFUND = "interest_refund", _("Interest went back to the funder")
