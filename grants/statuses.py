"""Kinds of ledger entries, where money can stand, and the lifecycle of an expenditure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ivi_training.lifecycle import moves


class Bucket(TextChoices):
    """Where an amount stands: outside, with the grant as a whole, or on a budget line."""

    FUNDER = "funder", _("Funder")
    UNALLOCATED = "unallocated", _("Unallocated")
    AVAILABLE = "available", _("Available")
    COMMITTED = "committed", _("Committed")
    SPENT = "spent", _("Spent")


LINE_BUCKETS = (Bucket.AVAILABLE, Bucket.COMMITTED, Bucket.SPENT)


class EntryKind(TextChoices):
    """Why an amount moved."""

    AWARD = "award", _("Award")
    ALLOCATION = "allocation", _("Allocation")
    TRANSFER = "transfer", _("Transfer")
    COMMITMENT = "commitment", _("Commitment")
    RELEASE = "release", _("Release")
    EXPENDITURE = "expenditure", _("Expenditure")
    REVERSAL = "reversal", _("Reversal")


class ExpenditureStatus(TextChoices):
    """Where an expenditure stands; only an approved one has moved money."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")
    SETTLED = "settled", _("Settled")
    DISALLOWED = "disallowed", _("Disallowed")
    REVERSED = "reversed", _("Reversed")


EXPENDITURE_MOVES = moves(
    {
        ExpenditureStatus.DRAFT: [ExpenditureStatus.SUBMITTED],
        ExpenditureStatus.SUBMITTED: [ExpenditureStatus.APPROVED, ExpenditureStatus.DRAFT],
        ExpenditureStatus.APPROVED: [ExpenditureStatus.PAID, ExpenditureStatus.REVERSED],
        ExpenditureStatus.PAID: [
            ExpenditureStatus.SETTLED,
            ExpenditureStatus.DISALLOWED,
            ExpenditureStatus.REVERSED,
        ],
    }
)
