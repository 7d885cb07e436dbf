"""Requests for a correction in the administration: the queue, with the clock of the law."""

from collections.abc import Iterator

from django.contrib import admin
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.accounts.models import User
from ivi_training.office.admin.site import ACCOUNTS, WorkItem, in_section, register_work
from ivi_training.office.admin.state_filter import StateFilter
from ivi_training.pages.signs import NOTHING
from trainees.records.actions.people_merges import label_of
from trainees.records.admin.requests import RequestAdmin, hint
from trainees.records.models import Correction
from trainees.records.views import corrections

MAY_DECIDE = "trainees.decide_correction"


class CorrectionFilter(StateFilter):
    states = {
        "open": (_("To be decided"), Correction.objects.open),
        "corrected": (_("Corrected"), Correction.objects.corrected),
        "refused": (pgettext_lazy("an erasure", "Refused"), Correction.objects.refused),
    }


@admin.register(Correction)
@in_section(ACCOUNTS, 30)
class CorrectionAdmin(RequestAdmin[Correction]):
    """Every request, the open ones with the days that the law leaves."""

    may_decide = MAY_DECIDE
    decide = "admin:correction_decide"
    list_display = [
        "applicant", "asked_at", "due_on", "clock", "step", "outcome", "decided_at", "decided_by",
    ]  # fmt: skip
    list_filter = [CorrectionFilter]
    list_select_related = ["applicant", "decided_by"]
    search_fields = ["applicant__user__email", "applicant__given_names", "applicant__family_name"]
    fields = [
        "applicant", "text", "asked_at", "due_on", "outcome", "changed", "note",
        "decided_at", "decided_by",
    ]  # fmt: skip
    readonly_fields = ["outcome", "changed"]

    def get_urls(self) -> list[URLPattern]:
        """Add the decision."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/decide/", wrap(corrections.correction_decide), name="correction_decide"),
            *super().get_urls(),
        ]

    @admin.display(description=_("outcome"), ordering="is_corrected")
    def outcome(self, correction: Correction) -> str | Promise:
        if correction.is_corrected is None:
            return NOTHING
        key = "corrected" if correction.is_corrected else "refused"
        return CorrectionFilter.states[key][0]

    @admin.display(description=_("what was changed"))
    def changed(self, correction: Correction) -> str:
        rows = [
            (label_of(name), change["before"], change["after"])
            for name, change in correction.changes.items()
        ]
        return format_html_join("", "<div>{}: {} → {}</div>", rows)


@register_work
def to_decide(user: User) -> Iterator[WorkItem]:
    if not user.has_perm(MAY_DECIDE):
        return
    waiting = Correction.objects.open()
    first = waiting.first()
    if first is not None:
        url = reverse("admin:trainees_correction_changelist", query={"standing": "open"})
        yield WorkItem(_("Requests for a correction"), waiting.count(), url, hint(first))
