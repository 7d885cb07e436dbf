"""Conditions of offers in the administration: what is overdue, open and settled."""

from collections.abc import Iterator

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.admin.site import WorkItem, register_work
from ivi_training.admin.standing import StandingFilter
from ivi_training.models import User
from trainees.admin.steps import WithStep
from trainees.models import Condition


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


class ByStanding(StandingFilter):
    """Overdue, to be met, or settled."""

    standings = {
        "overdue": (_("Overdue"), Condition.objects.overdue),
        "waiting": (_("To be met"), Condition.objects.waiting),
        "not_offered": (_("Set for an offer not made yet"), Condition.objects.not_offered),
        "settled": (pgettext_lazy("conditions", "Settled"), Condition.objects.settled),
    }


@admin.register(Condition)
class ConditionAdmin(ConditionColumns, ReadOnlyAdmin[Condition]):
    """Every condition of every offer, with the way to settle it."""

    list_display = ["application_link", "what", "due_at", "when_missed", "status", "step"]
    list_display_links = None
    list_filter = [ByStanding, "status", "application__cohort"]
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
