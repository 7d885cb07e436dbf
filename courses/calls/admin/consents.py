"""What people are asked to agree to: drafts written in the administration, published by a step."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from courses.calls.actions import consents
from courses.calls.forms.consents import ConsentTermForm
from courses.calls.models import ConsentTerm
from courses.calls.views import consents as views
from ivi_training.office.admin.drafts import DraftAdmin, VersionedAdmin
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.read_only import WithoutClosedLinks
from ivi_training.office.admin.site import PROGRAMS, in_section

_FACTS = ["program", "kind", "number", "published_at", "published_by"]


@admin.register(ConsentTerm)
@in_section(PROGRAMS, 50)
class ConsentTermAdmin(
    DraftAdmin[ConsentTerm],
    VersionedAdmin[ConsentTerm],
    WithoutClosedLinks[ConsentTerm],
    WithPageContext[ConsentTerm],
):
    """Every version of every text; a draft is changed here, a published text stands."""

    form = ConsentTermForm
    versions = views.KIND
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
        return term.title

    def add_view(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """A text starts from a ready one."""
        return redirect("admin:consents_start")

    def get_urls(self) -> list[URLPattern]:
        """Add the steps of a text."""
        wrap = self.admin_site.admin_view
        return [
            path("start/", wrap(views.consents_start), name="consents_start"),
            path(
                "<int:pk>/preview/<language:language>/",
                wrap(views.consent_preview),
                name="consent_preview",
            ),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, thing: ConsentTerm) -> dict[str, Any]:
        """Say what is missing before it can be published."""
        del request
        return {"missing": consents.what_is_missing(thing) if thing.is_draft else []}
