"""Retention in the administration: rules as drafts, published by a step; records to read."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from courses.programs.models import Program
from ivi_training.accounts.models import User
from ivi_training.office.admin.drafts import DraftAdmin, VersionedAdmin
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.read_only import ReadOnlyAdmin, WithoutClosedLinks
from ivi_training.office.admin.site import (
    ACCOUNTS,
    WorkItem,
    in_section,
    register_page,
    register_work,
)
from trainees.records.actions import retention_rules
from trainees.records.forms.retention import RetentionRuleForm
from trainees.records.models import Destruction, RetentionHold, RetentionRule
from trainees.records.reports import retention as reports
from trainees.records.views import retention
from trainees.records.views import retention_rules as steps

_FACTS = ["program", "kind", "number", "published_at", "published_by"]

register_page(
    ACCOUNTS, _("Retention"), "admin:retention_start", permission="trainees.view_retentionrule"
)


@admin.register(RetentionRule)
@in_section(ACCOUNTS, 40)
class RetentionRuleAdmin(
    DraftAdmin[RetentionRule],
    VersionedAdmin[RetentionRule],
    WithoutClosedLinks[RetentionRule],
    WithPageContext[RetentionRule],
):
    """Every version of every rule; a draft is changed here, a published rule stands."""

    form = RetentionRuleForm
    versions = steps.KIND
    change_form_template = "admin/trainees/retention_rule_change_form.html"
    fieldsets = [
        (None, {"fields": [*_FACTS, ("period", "unit", "event")]}),
        (_("Legal basis"), {"fields": [("basis_en", "basis_ko")]}),
    ]
    readonly_fields = _FACTS
    list_display = ["kind", "program", "number", "words", "published_at"]
    list_filter = ["program", "kind"]
    list_select_related = ["program"]
    show_full_result_count = False
    actions = None

    @admin.display(description=_("kept for"))
    def words(self, rule: RetentionRule) -> str:
        return rule.words

    def add_view(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """A rule starts from a ready one."""
        return redirect("admin:retention_rules_start")

    def get_urls(self) -> list[URLPattern]:
        """Add the steps of a rule, and the pages about what falls due."""
        wrap = self.admin_site.admin_view
        return [
            path("start/", wrap(steps.retention_rules_start), name="retention_rules_start"),
            path("<int:pk>/agree/", wrap(steps.retention_rule_agree), name="retention_agree"),
            path("<int:pk>/due/", wrap(retention.retention_due), name="retention_due"),
            path("now/", wrap(retention.retention_start), name="retention_start"),
            path("now/<int:pk>/", wrap(retention.retention_overview), name="retention_overview"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, thing: RetentionRule) -> dict[str, Any]:
        """Say what is missing before it can be published, and how much it would destroy."""
        del request
        return {"missing": retention_rules.what_is_missing(thing) if thing.is_draft else []}


@admin.register(RetentionHold)
@in_section(ACCOUNTS, 50)
class RetentionHoldAdmin(ReadOnlyAdmin[RetentionHold]):
    """Whose data were held back, why, and until when."""

    list_display = ["person", "reason", "made_at", "made_by", "lifted_at", "lifted_by"]
    list_select_related = ["applicant__merged__applicant", "made_by", "lifted_by"]
    search_fields = ["applicant__family_name", "applicant__given_names", "reason"]

    @admin.display(description=_("applicant"), ordering="applicant")
    def person(self, hold: RetentionHold) -> str:
        return str(hold.person)

    def get_urls(self) -> list[URLPattern]:
        """Add the steps of a hold."""
        wrap = self.admin_site.admin_view
        return [
            path("set/", wrap(retention.retention_hold), name="retention_hold"),
            path("<int:pk>/lift/", wrap(retention.retention_lift), name="retention_lift"),
            *super().get_urls(),
        ]


@admin.register(Destruction)
@in_section(ACCOUNTS, 60)
class DestructionAdmin(ReadOnlyAdmin[Destruction]):
    """Every record of the nightly clock: numbers, and the rule as it stood."""

    list_display = [
        "began_at", "ended_at", "rule", "words", "application_count", "row_count", "file_count",
        "passed_over_count",
    ]  # fmt: skip
    list_display_links = None
    list_filter = ["rule__program", "rule__kind"]
    list_select_related = ["rule"]

    @admin.display(description=_("kept for"))
    def words(self, destruction: Destruction) -> str:
        return destruction.rule.words


@register_work
def to_look_at(user: User) -> Iterator[WorkItem]:
    """Large first runs that wait, and people who are held back although their time has come."""
    if not user.has_perm("trainees.change_retentionrule"):
        return
    waiting, held = reports.waiting_by_program()
    programs = Program.objects.in_bulk({*waiting, *held})
    for pk, count in waiting.items():
        yield WorkItem(
            _("First run of a retention rule: %(program)s") % {"program": programs[pk].code},
            count,
            reverse("admin:retention_overview", args=[pk]),
            _("It would destroy much at once: look at the preview, then agree."),
        )
    for pk, count in held.items():
        yield WorkItem(
            _("Due, but on hold: %(program)s") % {"program": programs[pk].code},
            count,
            reverse("admin:retention_overview", args=[pk]),
            _("Decide what stops it, or lift the hold once its reason is gone."),
        )
