"""Cohorts in the administration: dates, seats, and the way to the board."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.office.admin.site import PROGRAMS, in_section
from ivi_training.office.admin.table import TableAdmin
from trainees.office.forms.cohorts import CohortForm
from trainees.office.views import boards, conditions
from trainees.places.actions import quotas
from trainees.places.models import Place
from trainees.screening.views import screening
from trainees.selecting.views import publications, waiting_lists


@admin.register(Cohort)
@in_section(PROGRAMS, 40)
class CohortAdmin(TableAdmin[Cohort]):
    """One run of a course; its applications are on its board."""

    form = CohortForm
    change_form_template = "admin/trainees/cohort_change_form.html"
    fields = [
        "program",
        "course",
        "code",
        "title_en",
        "title_ko",
        "starts_on",
        "ends_on",
        "modality",
        "is_open",
        "seats",
        "promotion",
        "promote_until",
    ]
    list_display = ["code", "titled", "program", "starts_on", "ends_on", "board_link"]
    list_filter = ["program"]
    list_select_related = ["program", "course"]
    search_fields = ["code", "title_en", "title_ko"]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Show the way to the board to those who may open it."""
        columns: list[Any] = list(super().get_list_display(request))
        if not request.user.has_perm("trainees.view_application"):
            columns.remove("board_link")
        return columns

    @admin.display(description=_("title"), ordering="title_en")
    def titled(self, cohort: Cohort) -> str:
        return cohort.title

    @admin.display(description=_("board"))
    def board_link(self, cohort: Cohort) -> str:
        url = reverse("admin:cohort_board", args=[cohort.pk])
        return format_html('<a href="{}">{}</a>', url, _("Applications"))

    def get_readonly_fields(self, request: HttpRequest, obj: Cohort | None = None) -> list[str]:
        """A cohort stays in its program; how it is taught stands once places count by it."""
        del request
        if obj is None:
            return []
        is_counted = Place.objects.filter(cohort=obj).exists()
        return ["program", "course", "modality"] if is_counted else ["program"]

    def get_urls(self) -> list[URLPattern]:
        """Add the board and its steps."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/board/", wrap(boards.cohort_board), name="cohort_board"),
            path("<int:pk>/screening/", wrap(screening.cohort_screening), name="cohort_screening"),
            path("screening/<int:pk>/undo/", wrap(screening.screening_undo), name="screening_undo"),
            path("<int:pk>/screen/", wrap(boards.cohort_screen), name="cohort_screen"),
            path("<int:pk>/stage/", wrap(boards.cohort_stage), name="cohort_stage"),
            path(
                "<int:pk>/conditions/",
                wrap(conditions.cohort_conditions),
                name="cohort_conditions",
            ),
            path("<int:pk>/unstage/", wrap(boards.cohort_unstage), name="cohort_unstage"),
            path("<int:pk>/waiting/", wrap(waiting_lists.cohort_waiting), name="cohort_waiting"),
            path("<int:pk>/waiting/next/", wrap(waiting_lists.waiting_next), name="waiting_next"),
            path(
                "promotions/<int:pk>/",
                wrap(waiting_lists.promotion_detail),
                name="promotion_detail",
            ),
            path(
                "promotions/<int:pk>/approve/",
                wrap(waiting_lists.promotion_approve),
                name="promotion_approve",
            ),
            path(
                "promotions/<int:pk>/skip/",
                wrap(waiting_lists.promotion_skip),
                name="promotion_skip",
            ),
            path("<int:pk>/publish/", wrap(publications.cohort_publish), name="cohort_publish"),
            path("<int:pk>/sign/", wrap(publications.cohort_sign), name="cohort_sign"),
            *super().get_urls(),
        ]

    def save_related(
        self, request: Any, form: ModelForm[Cohort], formsets: list[Any], change: bool
    ) -> None:
        """Set the seat limit, a quota on the cohort."""
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("seats"):
            quotas.set_seat_limit(form.instance, form.cleaned_data["seats"], by=request.user)
