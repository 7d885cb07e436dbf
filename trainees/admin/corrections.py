"""Requests for a correction in the administration: the queue, with the clock of the law."""

from collections.abc import Iterator

from django.contrib import admin
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from ivi_training.admin.site import WorkItem, register_work
from ivi_training.models import User
from trainees.admin.requests import RequestAdmin, hint
from trainees.models import Applicant, Correction
from trainees.views import corrections

MAY_DECIDE = "trainees.decide_correction"


@admin.register(Correction)
class CorrectionAdmin(RequestAdmin[Correction]):
    """Every request, the open ones with the days that the law leaves."""

    may_decide = MAY_DECIDE
    decide = "admin:correction_decide"
    list_display = [
        "asked_at", "applicant", "is_corrected", "due_on", "clock", "decided_at", "decided_by",
        "step",
    ]  # fmt: skip
    list_filter = [("decided_at", admin.EmptyFieldListFilter), "is_corrected"]
    list_select_related = ["applicant", "decided_by"]
    search_fields = ["applicant__user__email", "applicant__given_names", "applicant__family_name"]
    fields = [
        "applicant", "text", "asked_at", "due_on", "is_corrected", "changed", "note",
        "decided_at", "decided_by",
    ]  # fmt: skip
    readonly_fields = ["changed"]

    def get_urls(self) -> list[URLPattern]:
        """Add the decision."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/decide/", wrap(corrections.correction_decide), name="correction_decide"),
            *super().get_urls(),
        ]

    @admin.display(description=_("what was changed"))
    def changed(self, correction: Correction) -> str:
        """Each fact, as it was and as it is since."""
        labels = {field.name: field.verbose_name for field in Applicant._meta.fields}
        rows = [
            (labels[name], change["before"], change["after"])
            for name, change in correction.changes.items()
        ]
        return format_html_join("", "<div>{}: {} → {}</div>", rows)


@register_work
def to_decide(user: User) -> Iterator[WorkItem]:
    """Requests for a correction, with the days that the oldest has left."""
    if not user.has_perm(MAY_DECIDE):
        return
    waiting = Correction.objects.open()
    first = waiting.first()
    if first is not None:
        url = reverse("admin:trainees_correction_changelist") + "?decided_at__isempty=1"
        yield WorkItem(_("Requests for a correction"), waiting.count(), url, hint(first))
