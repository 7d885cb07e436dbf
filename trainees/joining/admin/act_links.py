"""Lists of things that wait for a person: each row leads to its application and to its step."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.signs import NOTHING
from trainees.joining.models import Condition, Deferral, Pledge


class WithActLink:
    """The column `step`, the last one, shown to those who may change offers."""

    step_url: str
    step_permission = "trainees.change_offer"
    step_label: Any

    @admin.display(description=_("step"))
    def step(self, thing: Condition | Deferral | Pledge) -> str:
        if not thing.is_open:
            return NOTHING
        url = reverse(self.step_url, args=[thing.pk])
        return format_html('<a href="{}">{}</a>', url, self.step_label)

    @admin.display(description=_("application"), ordering="application__reference")
    def application_link(self, thing: Condition | Deferral | Pledge) -> str:
        url = reverse("admin:trainees_application_change", args=[thing.application_id])
        return format_html('<a href="{}">{}</a>', url, thing.application)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Leave the step out for those who only read."""
        return self._allowed(request, super().get_list_display(request))  # type: ignore[misc]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Leave the step out for those who only read."""
        return self._allowed(request, super().get_fields(request, obj))  # type: ignore[misc]

    def _allowed(self, request: HttpRequest, columns: Any) -> list[Any]:
        may = request.user.has_perm(self.step_permission)
        return [column for column in columns if may or column != "step"]
