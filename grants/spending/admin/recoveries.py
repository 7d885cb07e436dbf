"""What is owed back in the administration: open, received, waived."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grants.commitments.models import Recovery
from grants.spending.views import recoveries
from ivi_training.accounts.models import User
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.read_only import ReadOnlyAdmin
from ivi_training.office.admin.site import MONEY, WorkItem, in_section, register_work
from ivi_training.office.admin.state_filter import StateFilter
from ivi_training.pages.money import krw


class RecoveryFilter(StateFilter):
    states = {
        "open": (pgettext_lazy("recoveries", "Owed"), Recovery.objects.open),
        "closed": (pgettext_lazy("recoveries", "Came back or waived"), Recovery.objects.closed),
    }


@admin.register(Recovery)
@in_section(MONEY)
class RecoveryAdmin(WithPageContext[Recovery], ReadOnlyAdmin[Recovery]):
    """Who owes what of money that was spent on somebody who did not come or left."""

    change_form_template = "admin/grants/recovery_change_form.html"
    change_list_template = "admin/grants/recovery_change_list.html"
    list_display = ["debtor", "why", "line", "amount_krw", "owed_krw", "status", "opened_at"]
    list_filter = [RecoveryFilter, "spent_by__grant"]
    list_select_related = ["spent_by__to_line"]
    search_fields = ["debtor"]
    fields = [
        "debtor", "why", "line", "paid_for", "amount_krw", "owed_krw", "status", "opened_at",
        "opened_by", "waived_at", "waived_by", "waiver",
    ]  # fmt: skip
    readonly_fields = ["line", "paid_for", "amount_krw", "owed_krw"]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/receive/", wrap(recoveries.recovery_receive), name="recovery_receive"),
            path("<int:pk>/waive/", wrap(recoveries.recovery_waive), name="recovery_waive"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, thing: Recovery) -> dict[str, Any]:
        del request
        return {"changes": thing.changes(), "is_open": thing in Recovery.objects.open()}

    @admin.display(description=_("line"))
    def line(self, recovery: Recovery) -> str:
        return str(recovery.spent_by.to_line)

    @admin.display(description=_("spent on"))
    def paid_for(self, recovery: Recovery) -> str:
        return str(recovery.spent_by.expenditure)

    @admin.display(description=_("owed"), ordering="amount")
    def amount_krw(self, recovery: Recovery) -> str:
        return krw(recovery.amount)

    @admin.display(description=_("not come back"))
    def owed_krw(self, recovery: Recovery) -> str:
        return krw(recovery.owed)


@register_work
def owed(user: User) -> Iterator[WorkItem]:
    if user.has_perm("grants.receive_recovery") or user.has_perm("grants.waive_recovery"):
        yield WorkItem(
            _("Owed back to the grant"),
            Recovery.objects.open().count(),
            reverse("admin:grants_recovery_changelist", query={"standing": "open"}),
            _(
                "Money spent on people who did not come or who left: "
                "record what is paid back, or waive it."
            ),
        )
