"""Forms after acceptance in the administration: who has not answered, what was answered."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.accounts.models import User
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import APPLICATIONS, WorkItem, in_section, register_work
from ivi_training.office.admin.state_filter import StateFilter
from trainees.applying.reports.answers import answered
from trainees.joining.actions import onboardings
from trainees.joining.models import Onboarding
from trainees.joining.views import onboardings as views

MAY_HANDLE = "trainees.handle_onboarding"


class OnboardingFilter(StateFilter):
    states = {
        "overdue": (_("Overdue"), Onboarding.objects.overdue),
        "open": (
            pgettext_lazy("the form after acceptance", "To be answered"),
            Onboarding.objects.open,
        ),
        "sent_in": (
            pgettext_lazy("the form after acceptance", "Sent in"),
            Onboarding.objects.sent_in,
        ),
    }


class OnboardingInline(ReadOnlyInline[Onboarding]):
    model = Onboarding
    fields = ["opened", "status", "due_at", "sent_in_at"]
    readonly_fields = ["opened"]

    @admin.display(description=_("form after acceptance"))
    def opened(self, onboarding: Onboarding) -> str:
        url = reverse("admin:trainees_onboarding_change", args=[onboarding.pk])
        return format_html('<a href="{}">{}</a>', url, onboarding.form_version)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Onboarding]:
        """With the names of the forms."""
        return super().get_queryset(request).select_related("form_version__call")


@admin.register(Onboarding)
@in_section(APPLICATIONS, 100)
class OnboardingAdmin(WithPageContext[Onboarding], ReadOnlyAdmin[Onboarding]):
    """Every form after acceptance; the answers are for those who handle them."""

    change_form_template = "admin/trainees/onboarding_change_form.html"
    list_display = [
        "application", "named", "cohort", "status", "due_at", "sent_in_at", "reminded_of",
    ]  # fmt: skip
    list_filter = [OnboardingFilter, "status", "enrolment__cohort"]
    list_select_related = ["application__call", "application__applicant", "enrolment__cohort"]
    search_fields = [
        "application__reference",
        "application__applicant__given_names",
        "application__applicant__family_name",
    ]
    ordering = ["due_at", "pk"]
    fields = [
        "application", "named", "cohort", "form_version", "status", "asked_at", "due_at",
        "saved_at", "sent_in_at", "note",
    ]  # fmt: skip
    readonly_fields = ["named", "cohort"]

    @admin.display(description=_("name"))
    def named(self, onboarding: Onboarding) -> str:
        return onboarding.application.applicant.full_name

    @admin.display(description=_("cohort"), ordering="enrolment__cohort")
    def cohort(self, onboarding: Onboarding) -> str:
        return onboarding.enrolment.cohort.code

    def get_urls(self) -> list[URLPattern]:
        """Add the return."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/return/", wrap(views.onboarding_return), name="onboarding_return"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, thing: Onboarding) -> dict[str, Any]:
        if not request.user.has_perm(MAY_HANDLE):
            return {}
        return {
            "sections": answered(onboardings.read(thing)),
            "changes": thing.changes(),
            "can_return": thing.is_sent_in and thing.is_held,
        }


@register_work
def not_answered(user: User) -> Iterator[WorkItem]:
    """Trainees who have not answered by the deadline."""
    if user.has_perm(MAY_HANDLE):
        yield WorkItem(
            _("Forms after acceptance overdue"),
            Onboarding.objects.overdue().count(),
            reverse("admin:trainees_onboarding_changelist", query={"standing": "overdue"}),
            _("Trainees who have not sent in what they are asked before they come."),
        )
