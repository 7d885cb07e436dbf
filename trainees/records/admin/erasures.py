"""Requests for erasure in the administration: the queue, with the clock of the law."""

from collections.abc import Iterator

from django.contrib import admin
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import Erasure, User
from ivi_training.office.admin.site import ACCOUNTS, WorkItem, in_section, register_work
from trainees.records.admin.requests import RequestAdmin, hint
from trainees.records.views import erasures

MAY_DECIDE = "ivi_training.decide_erasure"


@admin.register(Erasure)
@in_section(ACCOUNTS, 20)
class ErasureAdmin(RequestAdmin[Erasure]):
    """Every request, the open ones with the days that the law leaves."""

    may_decide = MAY_DECIDE
    decide = "admin:erasure_decide"
    list_display = [
        "user", "asked_at", "status", "due_on", "clock", "step", "decided_at", "decided_by",
    ]  # fmt: skip
    list_filter = ["status", "ground"]
    list_select_related = ["user", "decided_by"]
    search_fields = ["user__email", "user__name"]
    fields = ["user", "status", "asked_at", "due_on", "decided_at", "decided_by", "ground", "note"]

    def get_urls(self) -> list[URLPattern]:
        """Add the decision."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/decide/", wrap(erasures.erasure_decide), name="erasure_decide"),
            *super().get_urls(),
        ]


@register_work
def to_decide(user: User) -> Iterator[WorkItem]:
    if not user.has_perm(MAY_DECIDE):
        return
    waiting = Erasure.objects.open()
    first = waiting.first()
    if first is not None:
        url = reverse("admin:ivi_training_erasure_changelist", query={"status__exact": "asked"})
        yield WorkItem(_("Requests for erasure"), waiting.count(), url, hint(first))
