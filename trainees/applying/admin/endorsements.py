"""Endorsements in the administration: who was asked, what they signed, what nobody answered."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import APPLICATIONS, in_section
from trainees.applying.models import Endorsement


class EndorsementInline(ReadOnlyInline[Endorsement]):
    model = Endorsement
    fields = [
        "rule", "person", "cohort", "status", "due_at", "signed_name", "releases_time", "text",
        "decline_reason", "answered_at",
    ]  # fmt: skip
    readonly_fields = ["person"]

    @admin.display(description=_("person"))
    def person(self, endorsement: Endorsement) -> str:
        return who(endorsement)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the kinds and the cohorts that the rows name."""
        return super().get_queryset(request).select_related("rule", "cohort")


@admin.register(Endorsement)
@in_section(APPLICATIONS)
class EndorsementAdmin(ReadOnlyAdmin[Endorsement]):
    """Every request, by where it stands; made and answered by people on their own pages."""

    list_display = [
        "application_link", "rule", "person", "status", "releases_time", "asked_at", "opened_at",
        "due_at", "answered_at",
    ]  # fmt: skip
    list_display_links = ["rule"]
    list_filter = ["status", "releases_time", "application__call"]
    list_select_related = ["application__call", "rule", "cohort"]
    search_fields = ["application__reference", "name", "organisation", "email"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["application", "rule", "cohort", "status"]}),
        (_("Person"), {"fields": ["name", "position", "organisation", "email", "language"]}),
        (_("Link"), {"fields": ["asked_at", "due_at", "linked_at", "reminded_at", "opened_at"]}),
        (
            _("Answer"),
            {"fields": ["answered_at", "signed_name", "releases_time", "text", "decline_reason"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave those of drafts out: a draft is the applicant's own until submission."""
        return super().get_queryset(request).filter(application__submitted_at__isnull=False)

    @admin.display(description=_("application"), ordering="application__reference")
    def application_link(self, endorsement: Endorsement) -> str:
        url = reverse("admin:trainees_application_change", args=[endorsement.application_id])
        return format_html('<a href="{}">{}</a>', url, endorsement.application)

    @admin.display(description=_("person"))
    def person(self, endorsement: Endorsement) -> str:
        return f"{endorsement.name}, {endorsement.organisation}"


def who(endorsement: Endorsement) -> str:
    parts = [endorsement.name, endorsement.position, endorsement.organisation, endorsement.email]
    return ", ".join(parts)
