"""Deferrals in the administration: what is asked for, what was agreed to or refused."""

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.accounts.models import User
from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import APPLICATIONS, WorkItem, in_section, register_work
from ivi_training.office.admin.state_filter import StateFilter
from ivi_training.pages.signs import NOTHING
from trainees.joining.admin.act_links import WithActLink
from trainees.joining.models import Deferral


class DeferralActLink(WithActLink):
    step_url = "admin:deferral_decide"
    step_label = _("Decide")


class DeferralInline(DeferralActLink, ReadOnlyInline[Deferral]):
    model = Deferral
    fields = [
        "wanted", "text", "asked_at", "asked_by", "status", "to_cohort", "note", "decided_at",
        "decided_by", "step",
    ]  # fmt: skip
    readonly_fields = ["step"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deferral]:
        """Read with each whether its place is still held."""
        return super().get_queryset(request).select_related("offer__place")


class DeferralFilter(StateFilter):
    states = {"open": (_("To be decided, the place still held"), Deferral.objects.open)}


@admin.register(Deferral)
@in_section(APPLICATIONS)
class DeferralAdmin(DeferralActLink, ReadOnlyAdmin[Deferral]):
    """Every request to come to a later cohort, with the way to decide."""

    list_display = [
        "application_link", "from_cohort", "wanted_code", "asked_at", "status", "to_code", "step",
    ]  # fmt: skip
    list_display_links = None
    list_filter = [DeferralFilter, "status", "offer__place__cohort"]
    list_select_related = ["application__call", "offer__place__cohort", "wanted", "to_cohort"]
    search_fields = ["application__reference"]
    ordering = ["-asked_at", "-pk"]

    @admin.display(description=pgettext_lazy("a cohort", "from"))
    def from_cohort(self, deferral: Deferral) -> str:
        return deferral.offer.place.cohort.code

    @admin.display(description=_("asked for"))
    def wanted_code(self, deferral: Deferral) -> str:
        return deferral.wanted.code if deferral.wanted else NOTHING

    @admin.display(description=_("later cohort"))
    def to_code(self, deferral: Deferral) -> str:
        return deferral.to_cohort.code if deferral.to_cohort else NOTHING


@register_work
def to_decide(user: User) -> Iterator[WorkItem]:
    if user.has_perm("trainees.change_offer"):
        yield WorkItem(
            _("Deferrals to decide"),
            Deferral.objects.open().count(),
            reverse("admin:trainees_deferral_changelist", query={"standing": "open"}),
            _("Somebody with a place asks to come to a later cohort."),
        )
