"""What people are asked to agree to: drafts written in the administration, published by a step."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from courses.actions import consents
from courses.forms.consents import ConsentTermForm
from courses.models import ConsentTerm
from courses.views import consents as views
from ivi_training.admin.read_only import WithoutClosedLinks

_FACTS = ["program", "kind", "number", "published_at", "published_by"]


@admin.register(ConsentTerm)
class ConsentTermAdmin(WithoutClosedLinks[ConsentTerm], admin.ModelAdmin[ConsentTerm]):
    """Every version of every text; a draft is changed here, a published text stands."""

    form = ConsentTermForm
    change_form_template = "admin/courses/consent_term_change_form.html"
    fieldsets = [
        (None, {"fields": [*_FACTS, "is_required"]}),
        (
            _("Text"),
            {
                "fields": [
                    (f"{name}_en", f"{name}_ko")
                    for name in ("title", "purpose", "items", "recipients", "retention", "refusal")
                ]
            },
        ),
    ]
    readonly_fields = _FACTS
    list_display = ["title", "program", "kind", "number", "is_required", "published_at"]
    list_filter = ["program", "kind"]
    list_select_related = ["program"]
    show_full_result_count = False
    actions = None

    @admin.display(description=_("title"), ordering="title_en")
    def title(self, term: ConsentTerm) -> str:
        """The title in the reader's language."""
        return term.title

    def add_view(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """A text starts from a ready one."""
        return redirect("admin:consents_start")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse once it is published."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let a draft be dropped, nothing else."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def get_urls(self) -> list[URLPattern]:
        """Add the steps of a text."""
        wrap = self.admin_site.admin_view
        return [
            path("start/", wrap(views.consents_start), name="consents_start"),
            path("<int:pk>/publish/", wrap(views.consent_publish), name="consent_publish"),
            path("<int:pk>/copy/", wrap(views.consent_copy), name="consent_copy"),
            path(
                "<int:pk>/preview/<language:language>/",
                wrap(views.consent_preview),
                name="consent_preview",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say what is missing, and offer the step that is possible now."""
        term = self.get_object(request, object_id)
        is_draft = term is not None and not term.is_published
        missing = consents.what_is_missing(term) if term is not None and is_draft else []
        more = {"is_draft": is_draft, "missing": missing}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)
