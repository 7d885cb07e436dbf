"""Deferrals in the administration: what is asked for, what was agreed to or refused."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ivi_training.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.admin.site import WorkItem, register_work
from ivi_training.models import User
from trainees.models import Deferral

NOTHING = "\N{EN DASH}"


def decide_link(deferral: Deferral) -> str:
    """The way to decide, where there is something to decide."""
    if not deferral.is_open:
        return NOTHING
    url = reverse("admin:deferral_decide", args=[deferral.pk])
    return format_html('<a href="{}">{}</a>', url, _("Decide"))


class DeferralInline(ReadOnlyInline[Deferral]):
    """Requests to come later, and what was decided."""

    model = Deferral
    fields = [
        "wanted", "text", "asked_at", "asked_by", "status", "to_cohort", "note", "decided_at",
        "decided_by", "step",
    ]  # fmt: skip
    readonly_fields = ["step"]

    @admin.display(description=_("step"))
    def step(self, deferral: Deferral) -> str:
        """What can be done about it."""
        return decide_link(deferral)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deferral]:
        """Read with each whether its place is still held."""
        return super().get_queryset(request).select_related("offer__place")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Show the way to decide to those who may."""
        columns: list[Any] = list(super().get_fields(request, obj))
        return columns if request.user.has_perm("trainees.change_offer") else columns[:-1]


class StandingFilter(admin.SimpleListFilter):
    """Those that wait for a person."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: object, model_admin: object) -> list[tuple[str, object]]:  # type: ignore[override]  # noqa: ARG002
        """What can be chosen."""
        return [("open", _("To be decided, the place still held"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deferral]) -> QuerySet[Deferral]:  # noqa: ARG002
        """The rows that the choice leaves."""
        if self.value() != "open":
            return queryset
        return queryset.filter(pk__in=Deferral.objects.open().order_by().values("pk"))


@admin.register(Deferral)
class DeferralAdmin(ReadOnlyAdmin[Deferral]):
    """Every request to come to a later cohort, with the way to decide."""

    list_display = [
        "application_link", "from_cohort", "wanted_code", "asked_at", "status", "to_code", "step",
    ]  # fmt: skip
    list_display_links = None
    list_filter = [StandingFilter, "status", "offer__place__cohort"]
    list_select_related = ["application__call", "offer__place__cohort", "wanted", "to_cohort"]
    search_fields = ["application__reference"]
    ordering = ["-asked_at", "-pk"]

    @admin.display(description=_("application"), ordering="application__reference")
    def application_link(self, deferral: Deferral) -> str:
        """The way to the person."""
        url = reverse("admin:trainees_application_change", args=[deferral.application_id])
        return format_html('<a href="{}">{}</a>', url, deferral.application)

    @admin.display(description=_("from"))
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

    @admin.display(description=_("step"))
    def step(self, deferral: Deferral) -> str:
        """What can be done about it."""
        return decide_link(deferral)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Show the way to decide to those who may."""
        columns: list[Any] = list(super().get_list_display(request))
        return columns if request.user.has_perm("trainees.change_offer") else columns[:-1]


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
