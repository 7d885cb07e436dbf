"""What people ask of us about their data, in the administration: lists with the law's clock."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ivi_training.accounts.models.legal_clock import HasLegalDeadline
from ivi_training.office.admin.read_only import ReadOnlyAdmin
from ivi_training.pages.signs import NOTHING

Asked = TypeVar("Asked", bound=Model)


class RequestAdmin(ReadOnlyAdmin[Asked]):
    """Every request, the open ones with the days that the law leaves."""

    may_decide: str
    decide: str  # the page that decides one, by name
    list_display_links = None
    change_list_template = "admin/trainees/request_change_list.html"

    @admin.display(description=_("days left"), ordering="due_on")
    def clock(self, asked: HasLegalDeadline) -> SafeString | str:
        """How much of the law's ten days is left."""
        if not asked.is_open:
            return NOTHING
        return render_to_string("trainees/records/request_clock.html", {"asked": asked})

    @admin.display(description=_("step"))
    def step(self, asked: Any) -> str:
        if not asked.is_open:
            return NOTHING
        url = reverse(self.decide, args=[asked.pk])
        return format_html('<a href="{}">{}</a>', url, _("Decide"))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Leave the step out for those who only read."""
        may = request.user.has_perm(self.may_decide)
        return [column for column in self.list_display if may or column != "step"]


def hint(first: HasLegalDeadline) -> str:
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
