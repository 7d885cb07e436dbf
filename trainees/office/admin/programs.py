"""Programs in the administration, with their streams and quotas on one page."""

from typing import Any

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db.models import ForeignKey, QuerySet
from django.forms import BaseModelFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from courses.programs.models import Program, Stream
from ivi_training.office.admin.site import PROGRAMS, in_section
from ivi_training.office.admin.table import TableAdmin
from ivi_training.pages.forms.fields import CodesField
from trainees.costs.views.reconciliation import reconciliation_page
from trainees.insight.views import grants as grant_views
from trainees.office.views import quotas as quota_views
from trainees.places.actions import quotas
from trainees.places.forms.quotas import GIVEN_FACTS, QuotaForm, QuotaFormSet
from trainees.places.models import Quota


class StreamInline(admin.StackedInline[Stream, Program]):
    """The streams of a program, in the order in which their rules are asked."""

    model = Stream
    extra = 0
    can_delete = False
    formfield_overrides = {ArrayField: {"form_class": CodesField}}


class QuotaInline(admin.TabularInline[Quota, Program]):
    """The quotas of a program: new ones are added here, ceilings change by a revision."""

    model = Quota
    form = QuotaForm
    formset = QuotaFormSet  # type: ignore[assignment]  # narrower than the stubs
    extra = 0
    can_delete = False
    fields = [
        "name_en",
        "name_ko",
        "ceiling",
        "used",
        "floor",
        "floor_until",
        *GIVEN_FACTS,
    ]
    readonly_fields = ["used"]
    raw_id_fields = ["organisation"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quota]:
        """Leave out what rules made and what is closed: they have pages of their own."""
        return super().get_queryset(request).open().made_by_hand()  # type: ignore[attr-defined,no-any-return]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer the streams and cohorts of this program only."""
        if db_field.name in ("stream", "cohort") and request.resolver_match:
            program_id = request.resolver_match.kwargs["object_id"]
            kwargs["queryset"] = db_field.related_model._default_manager.filter(program=program_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: a ceiling changes by a recorded revision, the facts never."""
        return False


@admin.register(Program)
@in_section(PROGRAMS, 10)
class ProgramAdmin(TableAdmin[Program]):
    """A program with its streams and quotas; the way to revise them and to its dashboard."""

    change_form_template = "admin/trainees/program_change_form.html"
    list_display = ["code", "named", "funded_by", "starts_on", "ends_on", "dashboard_link"]
    list_select_related = ["vintage"]
    search_fields = ["code", "name_en", "name_ko"]

    def get_inlines(self, request: HttpRequest, obj: Program | None = None) -> list[Any]:  # noqa: ARG002
        """Ask for streams first: quotas refer to them, so they come once the program is saved."""
        return [StreamInline] if obj is None else [StreamInline, QuotaInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Program | None = None) -> list[str]:
        """Freeze the country list with the first submission: everybody is judged by the same."""
        del request
        is_frozen = obj is not None and obj.calls.filter(rules_frozen_at__isnull=False).exists()
        return ["code", "vintage"] if is_frozen else []

    @admin.display(description=_("name"), ordering="name_en")
    def named(self, program: Program) -> str:
        return program.name

    @admin.display(description=_("funder"), ordering="funder_en")
    def funded_by(self, program: Program) -> str:
        return program.funder

    @admin.display(description=_("dashboard"))
    def dashboard_link(self, program: Program) -> str:
        url = reverse("trainees:program_dashboard", args=[program.code])
        return format_html('<a href="{}">{}</a>', url, _("Dashboard"))

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of the program's quotas and of its grants."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/quotas/", wrap(quota_views.quotas_revise), name="quotas_revise"),
            path("<int:pk>/quotas/now/", wrap(quota_views.quotas_overview), name="quotas_overview"),
            path("<int:pk>/limits/add/", wrap(quota_views.rule_add), name="rule_set"),
            path("limits/<int:pk>/close/", wrap(quota_views.rule_close), name="rule_close"),
            path("reconciliation/", wrap(reconciliation_page), name="reconciliation"),
            path("grant/", wrap(grant_views.grant_start), name="grant_start"),
            path("grant/<int:pk>/", wrap(grant_views.grant_page), name="grant_page"),
            path("grant/<int:pk>/entries/", wrap(grant_views.grant_entries), name="grant_entries"),
            path("grant/<int:pk>/quiet/", wrap(grant_views.grant_idle), name="grant_idle"),
            *super().get_urls(),
        ]

    def save_formset(
        self,
        request: Any,
        form: ModelForm[Program],
        formset: BaseModelFormSet[Any, Any],
        change: bool,
    ) -> None:
        """Enter each new quota into the version in force."""
        super().save_formset(request, form, formset, change)
        for made in formset.new_objects:
            if isinstance(made, Quota):
                quotas.record_new(made, by=request.user)
