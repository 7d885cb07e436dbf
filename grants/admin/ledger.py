"""The ledger and the commitments in the administration: to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from grants.models import Commitment, CommitmentItem, LedgerEntry
from ivi_training.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.money import krw


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin[LedgerEntry]):
    """Every movement of money, newest first."""

    list_display = ["posted_at", "kind", "amount_krw", "origin", "destination", "posted_by", "note"]
    list_filter = ["kind", "grant"]
    list_select_related = ["from_line", "to_line", "posted_by"]
    search_fields = ["key", "note"]

    @admin.display(description=_("amount"), ordering="amount")
    def amount_krw(self, entry: LedgerEntry) -> str:
        """The amount as people read it."""
        return krw(entry.amount)

    @admin.display(description=_("from"))
    def origin(self, entry: LedgerEntry) -> str:
        """The account that it left."""
        return _account(entry.get_from_bucket_display(), entry.from_line)

    @admin.display(description=_("to"))
    def destination(self, entry: LedgerEntry) -> str:
        """The account that it reached."""
        return _account(entry.get_to_bucket_display(), entry.to_line)


def _account(bucket: str, line: object | None) -> str:
    return f"{line} · {bucket}" if line else bucket


class CommitmentItemInline(ReadOnlyInline[CommitmentItem]):
    """The parts of a commitment."""

    model = CommitmentItem


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyAdmin[Commitment]):
    """What is held back for each promise, and when it was released."""

    inlines = [CommitmentItemInline]
    list_display = ["purpose", "cohort", "made_at", "made_by", "released_at", "release_reason"]
    list_filter = [("released_at", admin.EmptyFieldListFilter), "cohort"]
    list_select_related = ["cohort", "made_by"]
    search_fields = ["purpose"]
