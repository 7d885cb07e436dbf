"""Conditions of offers in the administration: what is overdue, open and settled."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.admin.site import WorkItem, register_work
from ivi_training.models import User
from trainees.models import Condition
from trainees.statuses import ConditionStatus

NOTHING = "\N{EN DASH}"


def settle_link(condition: Condition) -> str:
    """The way to settle it, where there is something to settle."""
    if condition.status != ConditionStatus.OPEN:
        return NOTHING
    url = reverse("admin:condition_settle", args=[condition.pk])
    return format_html('<a href="{}">{}</a>', url, _("Settle"))


class ConditionInline(ReadOnlyInline[Condition]):
    """What an offer depends on, or will."""

    model = Condition
    fields = [
        "what", "due_at", "when_missed", "status", "set_by", "settled_at", "settled_by", "note",
        "step",
    ]  # fmt: skip
    readonly_fields = ["what", "step"]

    @admin.display(description=_("condition"))
    def what(self, condition: Condition) -> str:
        """In words."""
        return condition.what

    @admin.display(description=_("step"))
    def step(self, condition: Condition) -> str:
        """What can be done about it."""
        return settle_link(condition)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Show the way to settle to those who may."""
        columns: list[Any] = list(super().get_fields(request, obj))
        return columns if request.user.has_perm("trainees.change_offer") else columns[:-1]


class StandingFilter(admin.SimpleListFilter):
    """Overdue, to be met, or settled."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: object, model_admin: object) -> list[tuple[str, object]]:  # type: ignore[override]  # noqa: ARG002
        """What can be chosen."""
        return [
            ("overdue", _("Overdue")),
            ("waiting", _("To be met")),
            ("not_offered", _("Set for an offer not made yet")),
            ("settled", pgettext_lazy("conditions", "Settled")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Condition]) -> QuerySet[Condition]:  # noqa: ARG002
        """The rows that the choice leaves."""
        chosen = {
            "overdue": Condition.objects.overdue(),
            "waiting": Condition.objects.waiting(),
            "not_offered": Condition.objects.not_offered(),
            "settled": Condition.objects.exclude(status=ConditionStatus.OPEN),
        }.get(str(self.value()))
        return queryset if chosen is None else queryset.filter(pk__in=chosen.values("pk"))


@admin.register(Condition)
class ConditionAdmin(ReadOnlyAdmin[Condition]):
    """Every condition of every offer, with the way to settle it."""

    list_display = ["application_link", "what", "due_at", "when_missed", "status", "step"]
    list_display_links = None
    list_filter = [StandingFilter, "status", "application__cohort"]
    list_select_related = ["application__call"]
    search_fields = ["application__reference"]
    ordering = ["due_at", "pk"]

    @admin.display(description=_("application"), ordering="application__reference")
    def application_link(self, condition: Condition) -> str:
        """The way to the person."""
        url = reverse("admin:trainees_application_change", args=[condition.application_id])
        return format_html('<a href="{}">{}</a>', url, condition.application)

    @admin.display(description=_("condition"))
    def what(self, condition: Condition) -> str:
        """In words."""
        return condition.what

    @admin.display(description=_("step"))
    def step(self, condition: Condition) -> str:
        """What can be done about it."""
        return settle_link(condition)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Show the way to settle to those who may."""
        columns: list[Any] = list(super().get_list_display(request))
        return columns if request.user.has_perm("trainees.change_offer") else columns[:-1]


@register_work
def overdue(user: User) -> Iterator[WorkItem]:
    """Conditions whose due date has passed: met, waived, or the end of the place."""
    if user.has_perm("trainees.change_offer"):
        yield WorkItem(
            _("Conditions overdue"),
            Condition.objects.overdue().count(),
            reverse("admin:trainees_condition_changelist") + "?standing=overdue",
            _("Not met by their due date; a person decides what follows."),
        )
