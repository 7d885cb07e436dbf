"""Deferrals in the administration: what is asked for, what was agreed to or refused."""

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.admin.site import WorkItem, register_work
from ivi_training.admin.standing import StandingFilter
from ivi_training.models import User
from ivi_training.signs import NOTHING
from trainees.admin.steps import WithStep
from trainees.models import Deferral


class DeferralStep(WithStep):
    """The way to decide it."""

    step_url = "admin:deferral_decide"
    step_label = _("Decide")


class DeferralInline(DeferralStep, ReadOnlyInline[Deferral]):
    """Requests to come later, and what was decided."""

    model = Deferral
    fields = [
        "wanted", "text", "asked_at", "asked_by", "status", "to_cohort", "note", "decided_at",
        "decided_by", "step",
    ]  # fmt: skip
    readonly_fields = ["step"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deferral]:
        """Read with each whether its place is still held."""
        return super().get_queryset(request).select_related("offer__place")


class ByStanding(StandingFilter):
    """Those that wait for a person."""

    standings = {"open": (_("To be decided, the place still held"), Deferral.objects.open)}


@admin.register(Deferral)
class DeferralAdmin(DeferralStep, ReadOnlyAdmin[Deferral]):
    """Every request to come to a later cohort, with the way to decide."""

    list_display = [
        "application_link", "from_cohort", "wanted_code", "asked_at", "status", "to_code", "step",
    ]  # fmt: skip
    list_display_links = None
    list_filter = [ByStanding, "status", "offer__place__cohort"]
    list_select_related = ["application__call", "offer__place__cohort", "wanted", "to_cohort"]
    search_fields = ["application__reference"]
    ordering = ["-asked_at", "-pk"]

    @admin.display(description=pgettext_lazy("a cohort", "from"))
    def from_cohort(self, deferral: Deferral) -> str:
        """The cohort of the place given up."""
        return deferral.offer.place.cohort.code

    @admin.display(description=_("asked for"))
    def wanted_code(self, deferral: Deferral) -> str:
        """The cohort the person named."""
        return deferral.wanted.code if deferral.wanted else NOTHING

    @admin.display(description=_("later cohort"))
    def to_code(self, deferral: Deferral) -> str:
        """Where the place is now."""
        return deferral.to_cohort.code if deferral.to_cohort else NOTHING


@register_work
def to_decide(user: User) -> Iterator[WorkItem]:
    """Requests to come to a later cohort."""
    if user.has_perm("trainees.change_offer"):
        yield WorkItem(
            _("Deferrals to decide"),
            Deferral.objects.open().count(),
            reverse("admin:trainees_deferral_changelist") + "?standing=open",
            _("Somebody with a place asks to come to a later cohort."),
        )
