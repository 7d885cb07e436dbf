"""The ledger: each row moves won from one account to another, so it cannot be out of balance."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.awards.models.budget_line import BudgetLine
from grants.awards.models.grant import Grant
from grants.ledger.statuses import ENTRY_MOVES, GONE, LINE_BUCKETS, Bucket, EntryKind
from ivi_training.guards.append_only import append_only
from ivi_training.pages.money import krw


def _line_where_needed(side: str) -> Q:
    """A line is named exactly where the bucket belongs to a line."""
    on_line = Q(**{f"{side}_bucket__in": LINE_BUCKETS})
    named = Q(**{f"{side}_line__isnull": False})
    return (on_line & named) | (~on_line & ~named)


def _moves_of_kinds() -> Q:
    """Each kind moves money between its own accounts, as `ENTRY_MOVES` says."""
    allowed = Q()
    for kind, accounts in ENTRY_MOVES.items():
        between = Q()
        for source, to in sorted(set(accounts)):
            between |= Q(from_bucket=source, to_bucket=to)
        allowed |= Q(kind=kind) & between
    return allowed


def _names_exactly_where(column: str, *buckets: Bucket) -> Q:
    """What an entry to or from these accounts is about is named, and elsewhere it is not."""
    there = Q(from_bucket__in=buckets) | Q(to_bucket__in=buckets)
    elsewhere = ~Q(from_bucket__in=buckets) & ~Q(to_bucket__in=buckets)
    return (there & Q(**{f"{column}__isnull": False})) | (
        elsewhere & Q(**{f"{column}__isnull": True})
    )


_ONE_LINE = Q(from_line__isnull=True) | Q(to_line__isnull=True) | Q(from_line=F("to_line"))
_TWO_LINES = Q(from_bucket=Bucket.AVAILABLE, to_bucket=Bucket.AVAILABLE) & ~Q(
    from_line=F("to_line")
)


class LedgerEntry(models.Model):
    """An amount (KRW, above zero) that moved between two accounts of a grant. Append-only."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="entries", verbose_name=_("grant")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    from_bucket = models.CharField(
        pgettext_lazy("an account", "from"), max_length=20, choices=Bucket
    )
    from_line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("from line"),
    )
    to_bucket = models.CharField(pgettext_lazy("an account", "to"), max_length=20, choices=Bucket)
    to_line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to line"),
    )
    amount = models.BigIntegerField(_("amount (KRW)"))
    commitment_item = models.ForeignKey(
        "grants.CommitmentItem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        db_index=False,  # the index below begins with it
        verbose_name=_("commitment"),
    )
    expenditure = models.ForeignKey(
        "grants.Expenditure",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("expenditure"),
    )
    key = models.CharField(
        _("key"),
        max_length=100,
        unique=True,
        help_text=_("Names the fact that was posted: the same fact is never posted twice."),
    )
    effective_on = models.DateField(
        _("effective on"),
        default=timezone.localdate,
        help_text=_("The day in Seoul to which it belongs; its period has to be open."),
    )
    transfer = models.OneToOneField(
        "grants.Transfer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entry",
        verbose_name=_("transfer"),
        help_text=_("The approved request that it carries out."),
    )
    recovery = models.ForeignKey(
        "grants.Recovery",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("recovery"),
        help_text=_("What was owed, of which this came back."),
    )
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("reverses"),
        help_text=_("The entry that it takes back, whole and once."),
    )
    posted_at = models.DateTimeField(_("posted at"), default=timezone.now)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("posted by"),
        help_text=_("Empty: the clock."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-id"]
        permissions = [("reverse_ledgerentry", "Can take an entry back by its opposite")]
        constraints = [
            models.CheckConstraint(
                name="ledgerentry_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("An entry moves a whole number of won above zero."),
            ),
            models.CheckConstraint(
                name="ledgerentry_kind_known",
                condition=Q(kind__in=EntryKind.values),
            ),
            models.CheckConstraint(
                name="ledgerentry_buckets_known",
                condition=Q(from_bucket__in=Bucket.values, to_bucket__in=Bucket.values),
            ),
            models.CheckConstraint(
                name="ledgerentry_from_line_where_needed", condition=_line_where_needed("from")
            ),
            models.CheckConstraint(
                name="ledgerentry_to_line_where_needed", condition=_line_where_needed("to")
            ),
            models.CheckConstraint(name="ledgerentry_kind_moves_so", condition=_moves_of_kinds()),
            models.CheckConstraint(
                name="ledgerentry_two_lines_in_transfers",
                condition=_TWO_LINES
                | (_ONE_LINE & ~Q(from_bucket=Bucket.AVAILABLE, to_bucket=Bucket.AVAILABLE)),
            ),
            models.CheckConstraint(
                name="ledgerentry_committed_names_item",
                condition=_names_exactly_where("commitment_item", Bucket.COMMITTED),
            ),
            models.CheckConstraint(
                name="ledgerentry_spent_names_expenditure",
                condition=_names_exactly_where("expenditure", *GONE),
            ),
            models.CheckConstraint(
                name="ledgerentry_transfer_names_request",
                condition=Q(kind=EntryKind.TRANSFER, transfer__isnull=False)
                | (~Q(kind=EntryKind.TRANSFER) & Q(transfer__isnull=True)),
            ),
            models.CheckConstraint(
                name="ledgerentry_recovery_names_what_was_owed",
                condition=Q(kind=EntryKind.RECOVERY, recovery__isnull=False)
                | (~Q(kind=EntryKind.RECOVERY) & Q(recovery__isnull=True)),
            ),
            models.CheckConstraint(
                name="ledgerentry_reversal_names_entry",
                condition=(Q(kind=EntryKind.REVERSAL, reverses__isnull=False) & ~Q(note=""))
                | (~Q(kind=EntryKind.REVERSAL) & Q(reverses__isnull=True)),
                violation_error_message=_("A reversal names one entry, and why."),
            ),
        ]
        indexes = [
            # When a promise moved last is one row, however often it moved.
            models.Index(fields=["commitment_item", "posted_at"], name="ledgerentry_moves_of_item"),
        ]
        triggers = [
            *append_only(),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {krw(self.amount)}"
