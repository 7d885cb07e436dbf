"""Calls in the administration: written here, moved along by steps of their own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from courses.forms.calls import CallForm
from courses.models import Call
from courses.statuses import CallStatus
from courses.views import call_steps


@admin.register(Call)
class CallAdmin(admin.ModelAdmin[Call]):
    """A call with its texts in both languages; its status moves by buttons, never by a field."""

    form = CallForm
    change_form_template = "admin/courses/call_change_form.html"
    list_display = ["code", "titled", "program", "status", "opens_at", "closes_at"]
    list_filter = ["status", "program"]
    list_select_related = ["program"]
    search_fields = ["code", "title_en", "title_ko"]
    filter_horizontal = ["cohorts"]
    readonly_fields = ["status"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["program", "code", "cohorts", "status", "is_demonstration"]}),
        (
            "English",
            {"fields": ["title_en", "summary_en", "who_may_apply_en", "what_is_needed_en"]},
        ),
        ("한국어", {"fields": ["title_ko", "summary_ko", "who_may_apply_ko", "what_is_needed_ko"]}),
        ("KST", {"fields": ["opens_at", "closes_at"]}),
        (_("Days"), {"fields": ["offer_days", "reminder_days", "appeal_days"]}),
        (_("Eligibility"), {"fields": ["min_experience", "min_education"]}),
    ]

    @admin.display(description=_("title"), ordering="title_en")
    def titled(self, call: Call) -> str:
        """The title in the reader's language."""
        return call.title

    def get_readonly_fields(self, request: HttpRequest, obj: Call | None = None) -> list[str]:
        """A deadline that people have seen moves by an extension only."""
        fields = list(super().get_readonly_fields(request, obj))
        if obj is not None and obj.status != CallStatus.DRAFT:
            fields += ["program", "code", "opens_at", "closes_at"]
        return fields

    def get_urls(self) -> list[URLPattern]:
        """Add the steps of a call."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/publish/", wrap(call_steps.call_publish), name="call_publish"),
            path("<int:pk>/extend/", wrap(call_steps.call_extend), name="call_extend"),
            path("<int:pk>/cancel/", wrap(call_steps.call_cancel), name="call_cancel"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer the steps that the lifecycle allows now."""
        call = self.get_object(request, object_id)
        steps = {
            "can_publish": bool(call and call.can_move(CallStatus.SCHEDULED)),
            "can_extend": bool(call and call.status in (CallStatus.OPEN, CallStatus.CLOSED)),
            "can_cancel": bool(call and call.can_move(CallStatus.CANCELLED)),
        }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | steps)
