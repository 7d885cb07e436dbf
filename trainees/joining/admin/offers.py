"""Offers in the administration: to read, each with the cohort of its place."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import APPLICATIONS, in_section
from trainees.joining.models import Offer


class OfferInline(ReadOnlyInline[Offer]):
    model = Offer
    fields = [
        "cohort", "status", "sent_at", "respond_by", "responded_at", "decline_kind",
        "decline_reason",
    ]  # fmt: skip
    readonly_fields = ["cohort"]

    @admin.display(description=_("cohort"))
    def cohort(self, offer: Offer) -> str:
        """Where the place is: applied to, or deferred to."""
        return str(offer.place.cohort)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        """Read the cohorts with the offers."""
        return super().get_queryset(request).select_related("place__cohort")


@admin.register(Offer)
@in_section(APPLICATIONS, 70)
class OfferAdmin(ReadOnlyAdmin[Offer]):
    list_display = ["application", "cohort", "status", "sent_at", "respond_by", "responded_at"]
    list_filter = ["status", "place__cohort"]
    list_select_related = ["application__call", "place__cohort"]
    search_fields = ["application__reference"]

    @admin.display(description=_("cohort"), ordering="place__cohort")
    def cohort(self, offer: Offer) -> str:
        return offer.place.cohort.code
