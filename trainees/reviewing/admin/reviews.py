"""Reviews, reviewers, conflicts and rankings in the administration: to read, with their boards."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import APPLICATIONS, WorkItem, in_section, register_work
from ivi_training.office.admin.table import TableAdmin
from trainees.reviewing.models import ConflictOfInterest, Ranking, Review, Reviewer, Score
from trainees.reviewing.views import rankings, review_boards, rubrics


class ScoreInline(ReadOnlyInline[Score]):
    model = Score
    fields = ["criterion", "value", "comment"]


@admin.register(Review)
@in_section(APPLICATIONS, 40)
class ReviewAdmin(ReadOnlyAdmin[Review]):
    """Every review; progress is on the board of its cohort."""

    change_form_template = "admin/trainees/review_change_form.html"
    inlines = [ScoreInline]
    list_display = ["application", "reviewer", "status", "score", "submitted_at"]
    list_filter = ["status", "application__cohort"]
    list_select_related = ["application__call", "reviewer"]
    search_fields = ["application__reference", "reviewer__name", "reviewer__email"]

    def get_urls(self) -> list[URLPattern]:
        """Add the board of a cohort, handing out, and ranking."""
        wrap, board = self.admin_site.admin_view, review_boards
        return [
            path("cohort/<int:pk>/", wrap(board.cohort_reviews), name="cohort_reviews"),
            path("cohort/<int:pk>/assign/", wrap(board.reviews_assign), name="reviews_assign"),
            path(
                "cohort/<int:pk>/remind/<int:reviewer>/",
                wrap(board.reviewer_remind),
                name="reviewer_remind",
            ),
            path("assignment/<int:pk>/undo/", wrap(board.assignment_undo), name="assignment_undo"),
            path("<int:pk>/set-aside/", wrap(board.review_set_aside), name="review_set_aside"),
            path("cohort/<int:pk>/ranking/", wrap(rankings.cohort_ranking), name="cohort_ranking"),
            path("cohort/<int:pk>/freeze/", wrap(rankings.ranking_freeze), name="ranking_freeze"),
            path("ranking/<int:pk>/", wrap(rankings.ranking_detail), name="ranking_detail"),
            *super().get_urls(),
        ]


@admin.register(Reviewer)
@in_section(APPLICATIONS, 30)
class ReviewerAdmin(TableAdmin[Reviewer]):
    """Who may be asked to review; invited by e-mail, with the employer whose people they skip."""

    fields = ["user", "organisation", "expertise"]
    readonly_fields = ["user"]
    autocomplete_fields = ["organisation"]
    list_display = ["named", "email", "organisation", "expertise", "invited_at"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email", "organisation__name"]
    change_list_template = "admin/trainees/reviewer_change_list.html"
    show_full_result_count = False

    @admin.display(description=_("name"), ordering="user__name")
    def named(self, reviewer: Reviewer) -> str:
        return str(reviewer.user)

    @admin.display(description=_("e-mail address"))
    def email(self, reviewer: Reviewer) -> str:
        return reviewer.user.email

    def get_urls(self) -> list[URLPattern]:
        """Add the invitation."""
        wrap = self.admin_site.admin_view
        invite = path("invite/", wrap(rubrics.reviewer_invite), name="reviewer_invite")
        return [invite, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: a reviewer is invited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: reviews keep their author."""
        return False


@admin.register(ConflictOfInterest)
@in_section(APPLICATIONS, 60)
class ConflictAdmin(ReadOnlyAdmin[ConflictOfInterest]):
    """Who may not judge whom, and who said so."""

    list_display = ["application", "reviewer", "kind", "reason", "by", "at"]
    list_filter = ["kind"]
    list_select_related = ["application__call", "reviewer", "by"]
    search_fields = ["application__reference", "reviewer__name"]


@admin.register(Ranking)
@in_section(APPLICATIONS, 50)
class RankingAdmin(ReadOnlyAdmin[Ranking]):
    """Frozen rankings; each leads to its rows."""

    list_display = ["rows_link", "is_corrected", "tie_rule", "row_count", "frozen_by", "frozen_at"]
    list_display_links = ["frozen_at"]
    list_filter = ["cohort"]
    list_select_related = ["cohort", "frozen_by"]

    @admin.display(description=_("ranking"))
    def rows_link(self, ranking: Ranking) -> str:
        url = reverse("admin:ranking_detail", args=[ranking.pk])
        return format_html('<a href="{}">{}</a>', url, ranking)


@register_work
def late_reviews(user: User) -> Iterator[WorkItem]:
    if not user.has_perm("trainees.assign_review"):
        return
    late = dict(
        Review.objects.late().values_list("application__cohort").annotate(n=Count("pk")).order_by()
    )
    for cohort in Cohort.objects.filter(pk__in=late):
        url = reverse("admin:cohort_reviews", args=[cohort.pk], query={"show": "late"})
        label = _("Late reviews: %(cohort)s") % {"cohort": cohort.code}
        yield WorkItem(label, late[cohort.pk], url, cohort.title)
