"""Fees and consultations in the administration: who, what for, what is open, every entry."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from grants.awards.models import Grant
from grants.commitments.models import Engagement
from grants.commitments.statuses import EngagementStatus
from grants.commitments.views import engagements
from grants.ledger.models import LedgerEntry
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.read_only import ReadOnlyAdmin
from ivi_training.office.admin.site import MONEY, in_section
from ivi_training.pages.money import krw


@admin.register(Engagement)
@in_section(MONEY)
class EngagementAdmin(WithPageContext[Engagement], ReadOnlyAdmin[Engagement]):
    """Commitments of their own; each is made by a step on its grant."""

    change_list_template = "admin/grants/engagement_change_list.html"
    change_form_template = "admin/grants/engagement_change_form.html"
    list_display = [
        "reference", "party_named", "cost_krw", "open_krw", "spent_krw", "status", "starts_on",
    ]  # fmt: skip
    list_filter = ["kind", "status", "commitment__grant"]
    search_fields = ["reference", "person", "company", "subject"]
    fields = [
        "reference", "kind", "person", "affiliation", "company", "subject", "starts_on", "ends_on",
        "cohort", "cost_krw", "open_krw", "spent_krw", "status",
    ]  # fmt: skip
    readonly_fields = ["cohort", "cost_krw", "open_krw", "spent_krw"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Engagement]:
        """With what each costs, holds and has spent."""
        items = "commitment__items__"
        found = super().get_queryset(request).select_related("commitment__cohort")
        return found.annotate(
            cost=Sum(f"{items}amount"),
            still_open=Sum(f"{items}open_amount"),
            spent=Sum(f"{items}spent_amount"),
        )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("of/<int:pk>/fee/", wrap(engagements.fee_commit), name="fee_commit"),
            path(
                "of/<int:pk>/consultation/",
                wrap(engagements.consultation_commit),
                name="consultation_commit",
            ),
            path("<int:pk>/close/", wrap(engagements.engagement_close), name="engagement_close"),
            path("<int:pk>/cancel/", wrap(engagements.engagement_cancel), name="engagement_cancel"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer the steps on the grant that is looked at, or on the only one."""
        grants = Grant.objects.all()
        asked = request.GET.get("commitment__grant__id__exact", "")
        if asked.isdecimal():
            grants = grants.filter(pk=asked)
        found = list(grants[:2])
        grant = found[0] if len(found) == 1 else None
        return super().changelist_view(request, {"grant": grant, **(extra_context or {})})

    def page_context(self, request: HttpRequest, thing: Engagement) -> dict[str, Any]:
        entries = LedgerEntry.objects.filter(commitment_item__commitment=thing.commitment_id)
        items = thing.commitment.items.select_related("line")
        del request
        return {
            "items": items.prefetch_related("parts__fee_rate__category"),
            "entries": entries.select_related("from_line", "expenditure").order_by("pk"),
            "changes": thing.changes(),
            "is_open": thing.status == EngagementStatus.OPEN,
        }

    @admin.display(description=_("who"), ordering="person")
    def party_named(self, engagement: Engagement) -> str:
        return engagement.party

    @admin.display(description=_("cohort"))
    def cohort(self, engagement: Engagement) -> str:
        of = engagement.commitment.cohort
        return str(of or _("The program as a whole"))

    @admin.display(description=_("committed at first"))
    def cost_krw(self, engagement: Any) -> str:
        """What was held back when it was made."""
        return krw(engagement.cost)

    @admin.display(description=_("still open"))
    def open_krw(self, engagement: Any) -> str:
        return krw(engagement.still_open)

    @admin.display(description=_("spent"))
    def spent_krw(self, engagement: Any) -> str:
        return krw(engagement.spent)
