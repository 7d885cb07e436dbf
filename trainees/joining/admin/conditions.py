"""Conditions of offers in the administration: what is overdue, open and settled."""

from collections.abc import Iterator

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.accounts.models import User
from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import APPLICATIONS, WorkItem, in_section, register_work
from ivi_training.office.admin.state_filter import StateFilter
from trainees.joining.admin.act_links import WithActLink
from trainees.joining.models import Condition


class ConditionColumns(WithActLink):
    step_url = "admin:condition_settle"
    step_label = _("Settle")

    @admin.display(description=_("condition"))
    def what(self, condition: Condition) -> str:
        return condition.what


class ConditionInline(ConditionColumns, ReadOnlyInline[Condition]):
    model = Condition
    fields = [
        "what", "due_at", "when_missed", "status", "set_by", "settled_at", "settled_by", "note",
        "step",
    ]  # fmt: skip
    readonly_fields = ["what", "step"]


class ConditionFilter(StateFilter):
    states = {
        "overdue": (_("Overdue"), Condition.objects.overdue),
        "waiting": (_("To be met"), Condition.objects.waiting),
        "not_offered": (_("Set for an offer not made yet"), Condition.objects.not_offered),
        "settled": (pgettext_lazy("conditions", "Settled"), Condition.objects.settled),
    }


@admin.register(Condition)
@in_section(APPLICATIONS, 80)
class ConditionAdmin(ConditionColumns, ReadOnlyAdmin[Condition]):
    list_display = ["application_link", "what", "due_at", "when_missed", "status", "step"]
    list_display_links = None
    list_filter = [ConditionFilter, "status", "application__cohort"]
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
            reverse("admin:trainees_condition_changelist", query={"standing": "overdue"}),
            _("Not met by their due date; a person decides what follows."),
        )
