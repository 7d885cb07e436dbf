"""The ledger and the commitments in the administration: to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.commitments.models import Commitment, CommitmentItem
from grants.ledger.models import LedgerEntry
from grants.spending.actions.reversals import can_reverse
from grants.spending.views import reversals
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import MONEY, in_section
from ivi_training.pages.money import krw


@admin.register(LedgerEntry)
@in_section(MONEY)
class LedgerEntryAdmin(WithPageContext[LedgerEntry], ReadOnlyAdmin[LedgerEntry]):
    change_form_template = "admin/grants/ledger_entry_change_form.html"
    list_display = [
        "posted_at",
        "effective_on",
        "kind",
        "amount_krw",
        "origin",
        "destination",
        "posted_by",
        "note",
    ]
    list_filter = ["kind", "grant"]
    readonly_fields = ["seal_shown"]
    list_select_related = ["from_line", "to_line", "posted_by"]
    search_fields = ["key", "note"]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/reverse/", wrap(reversals.entry_reverse), name="entry_reverse"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, thing: LedgerEntry) -> dict[str, Any]:
        del request
        return {"can_reverse": can_reverse(thing)}

    @admin.display(description=_("seal (SHA-256)"))
    def seal_shown(self, entry: LedgerEntry) -> str:
        return f"{entry.seal.number:,} · {entry.seal.digest}"

    @admin.display(description=_("amount"), ordering="amount")
    def amount_krw(self, entry: LedgerEntry) -> str:
        return krw(entry.amount)

    @admin.display(description=pgettext_lazy("an account", "from"))
    def origin(self, entry: LedgerEntry) -> str:
        return _account(entry.get_from_bucket_display(), entry.from_line)

    @admin.display(description=pgettext_lazy("an account", "to"))
    def destination(self, entry: LedgerEntry) -> str:
        return _account(entry.get_to_bucket_display(), entry.to_line)


def _account(bucket: str, line: object | None) -> str:
    return f"{line} · {bucket}" if line else bucket


class CommitmentItemInline(ReadOnlyInline[CommitmentItem]):
    model = CommitmentItem
    fields = ["line", "cost_krw", "open_krw", "spent_krw", "covered_krw", "consists_of"]
    readonly_fields = ["cost_krw", "open_krw", "spent_krw", "covered_krw", "consists_of"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CommitmentItem]:
        """With the lines and the parts."""
        found = super().get_queryset(request).select_related("line")
        return found.prefetch_related("parts__fee_rate__category")

    @admin.display(description=_("cost"))
    def cost_krw(self, item: CommitmentItem) -> str:
        return krw(item.amount)

    @admin.display(description=_("still open"))
    def open_krw(self, item: CommitmentItem) -> str:
        return krw(item.open_amount)

    @admin.display(description=_("spent"))
    def spent_krw(self, item: CommitmentItem) -> str:
        return krw(item.spent_amount)

    @admin.display(description=_("paid by others"))
    def covered_krw(self, item: CommitmentItem) -> str:
        return krw(item.covered)

    @admin.display(description=_("consists of"))
    def consists_of(self, item: CommitmentItem) -> str:
        return format_html_join(
            mark_safe("<br>"), "{}", ((part.cost_in_words,) for part in item.parts.all())
        )


@admin.register(Commitment)
@in_section(MONEY)
class CommitmentAdmin(ReadOnlyAdmin[Commitment]):
    inlines = [CommitmentItemInline]
    list_display = [
        "purpose", "cohort", "open_krw", "made_at", "made_by", "released_at", "release_reason",
    ]  # fmt: skip
    list_filter = [("released_at", admin.EmptyFieldListFilter), "cohort"]
    list_select_related = ["cohort", "made_by"]
    search_fields = ["purpose"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Commitment]:
        """With what each still holds on all its lines."""
        return super().get_queryset(request).annotate(still_open=Sum("items__open_amount"))

    @admin.display(description=_("still open"), ordering="still_open")
    def open_krw(self, commitment: Any) -> str:
        return krw(commitment.still_open or 0)
