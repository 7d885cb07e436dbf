"""Calls in the administration: written here, moved along by steps of their own."""

from typing import Any

from django.contrib import admin
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from courses.calls.actions import call_rules
from courses.calls.forms.call_rules import CallRuleForm
from courses.calls.forms.calls import CallForm, EndorsementRuleForm
from courses.calls.models import Call, CallRule, EndorsementRule
from courses.calls.statuses import CallStatus
from courses.calls.views import call_acts
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.site import PROGRAMS, in_section


class InlineWithNote(admin.StackedInline[Any, Call]):
    """What a call asks of everybody; it stands once somebody has applied."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse once somebody has applied."""
        return super().has_add_permission(request, obj) and not _is_frozen(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse once somebody has applied."""
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse once somebody has applied."""
        return super().has_delete_permission(request, obj) and not _is_frozen(obj)


class EndorsementRuleInline(InlineWithNote):
    """The kinds of endorsement; the wording of one stands once somebody was asked to sign it."""

    model = EndorsementRule
    form = EndorsementRuleForm
    template = "admin/courses/endorsement_rules.html"
    verbose_name = _("kind of endorsement")
    verbose_name_plural = _("Who else has to sign")
    fieldsets = [
        (None, {"fields": [("position", "days")]}),
        ("English", {"fields": ["label_en", "text_en"]}),
        ("한국어", {"fields": ["label_ko", "text_ko"]}),
        (
            _("Terms"),
            {"fields": ["is_required", "is_awaited", "confirms_release", "is_shown_to_reviewers"]},
        ),
    ]


class RuleInline(InlineWithNote):
    """The rules of a call; they stand once somebody has applied under them."""

    model = CallRule
    form = CallRuleForm
    template = "admin/courses/call_rules.html"
    verbose_name = _("rule")
    verbose_name_plural = _("Who is eligible")
    fieldsets = [
        (None, {"fields": [("position", "kind")]}),
        (
            _("Countries"),
            {"fields": ["facts", "match", "income_groups", "countries", "vintage"]},
        ),
        (_("Years"), {"fields": [("low", "high")]}),
        (_("Education, English, papers"), {"fields": ["education", "words", "english", "papers"]}),
    ]

    readonly_fields = ["asks"]

    @admin.display(description=_("asks for"))
    def asks(self, rule: CallRule) -> str:
        return rule.asks

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """In words once somebody has applied."""
        if _is_frozen(obj):
            return [(None, {"fields": ["asks"]})]
        return super().get_fieldsets(request, obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the lists by which they judge."""
        return super().get_queryset(request).select_related("call__program__vintage", "vintage")


def _is_frozen(call: Any) -> bool:
    return call is not None and call.rules_frozen_at is not None


@admin.register(Call)
@in_section(PROGRAMS, 20)
class CallAdmin(WithPageContext[Call]):
    """A call with its texts in both languages; its status moves by buttons, never by a field."""

    form = CallForm
    inlines = [RuleInline, EndorsementRuleInline]
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
        (
            _("Days"),
            {"fields": ["offer_days", "onboarding_days", "reminder_days", "appeal_days"]},
        ),
    ]

    @admin.display(description=_("title"), ordering="title_en")
    def titled(self, call: Call) -> str:
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
            path("<int:pk>/publish/", wrap(call_acts.call_publish), name="call_publish"),
            path("<int:pk>/extend/", wrap(call_acts.call_extend), name="call_extend"),
            path("<int:pk>/cancel/", wrap(call_acts.call_cancel), name="call_cancel"),
            *super().get_urls(),
        ]

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Call],
        formset: BaseModelFormSet[Any, Any],
        change: bool,
    ) -> None:
        """Keep the rules, unless somebody has applied since the page was opened."""
        if change and formset.has_changed():
            call_rules.require_changeable(form.instance)
        super().save_formset(request, form, formset, change)

    def page_context(self, request: HttpRequest, thing: Call) -> dict[str, Any]:
        del request
        return {
            "can_publish": thing.can_move(CallStatus.SCHEDULED),
            "can_extend": thing.status in (CallStatus.OPEN, CallStatus.CLOSED),
            "can_cancel": thing.can_move(CallStatus.CANCELLED),
        }
