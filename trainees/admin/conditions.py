"""Conditions of offers in the administration: what is overdue, open and settled."""

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.admin.site import WorkItem, register_work
from ivi_training.models import User
from trainees.admin.steps import WithStep
from trainees.models import Condition
from trainees.statuses import ConditionStatus


class ConditionColumns(WithStep):
    """What is asked, and the way to settle it."""

    step_url = "admin:condition_settle"
    step_label = _("Settle")

    @admin.display(description=_("condition"))
    def what(self, condition: Condition) -> str:
        """In words."""
        return condition.what


class ConditionInline(ConditionColumns, ReadOnlyInline[Condition]):
    """What an offer depends on, or will."""

    model = Condition
    fields = [
        "what", "due_at", "when_missed", "status", "set_by", "settled_at", "settled_by", "note",
        "step",
    ]  # fmt: skip
    readonly_fields = ["what", "step"]


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
class ConditionAdmin(ConditionColumns, ReadOnlyAdmin[Condition]):
    """Every condition of every offer, with the way to settle it."""

    list_display = ["application_link", "what", "due_at", "when_missed", "status", "step"]
    list_display_links = None
    list_filter = [StandingFilter, "status", "application__cohort"]
    list_select_related = ["application__call"]
    search_fields = ["application__reference"]
    ordering = ["due_at", "pk"]


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
