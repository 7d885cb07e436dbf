"""Requests for erasure in the administration: the queue, with the clock of the law."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ivi_training.admin.read_only import ReadOnlyAdmin
from ivi_training.admin.site import WorkItem, register_work
from ivi_training.models import Erasure, User
from ivi_training.signs import NOTHING
from trainees.views import erasures

MAY_DECIDE = "ivi_training.decide_erasure"


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin[Erasure]):
    """Every request, the open ones with the days that the law leaves."""

    list_display = [
        "asked_at", "user", "status", "due_on", "clock", "decided_at", "decided_by", "step",
    ]  # fmt: skip
    list_display_links = None
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

    @admin.display(description=_("days left"), ordering="due_on")
    def clock(self, erasure: Erasure) -> SafeString | str:
        """How much of the law's ten days is left."""
        if not erasure.is_open:
            return NOTHING
        return render_to_string("trainees/erasure_clock.html", {"erasure": erasure})

    @admin.display(description=_("step"))
    def step(self, erasure: Erasure) -> str:
        """The way to decide it."""
        if not erasure.is_open:
            return NOTHING
        url = reverse("admin:erasure_decide", args=[erasure.pk])
        return format_html('<a href="{}">{}</a>', url, _("Decide"))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Leave the step out for those who only read."""
        may = request.user.has_perm(MAY_DECIDE)
        return [column for column in self.list_display if may or column != "step"]


@register_work
def to_decide(user: User) -> Iterator[WorkItem]:
    """Requests for erasure, with the days that the oldest has left."""
    if not user.has_perm(MAY_DECIDE):
        return
    waiting = Erasure.objects.open()
    first = waiting.first()
    if first is not None:
        url = reverse("admin:ivi_training_erasure_changelist") + "?status__exact=asked"
        yield WorkItem(_("Requests for erasure"), waiting.count(), url, _hint(first))


def _hint(first: Erasure) -> str:
    if first.is_overdue:
        text = ngettext(
            "The oldest is overdue by %(n)s day: the law gives ten.",
            "The oldest is overdue by %(n)s days: the law gives ten.",
            first.days_over,
        )
        return text % {"n": first.days_over}
    text = ngettext(
        "%(n)s day is left for the oldest: the law gives ten.",
        "%(n)s days are left for the oldest: the law gives ten.",
        first.days_left,
    )
    return text % {"n": first.days_left}
