"""The chair's board of reviews: progress, handing out with a preview, taking back, reminding."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courses.models import Cohort
from ivi_training.http import UserRequest
from ivi_training.models import User
from ivi_training.pages import page_of
from ivi_training.permissions import requires
from trainees.actions import assignments, conflicts
from trainees.forms.assignments import AssignmentForm, BoardFilterForm
from trainees.forms.reviews import StepBackForm
from trainees.models import Assignment, Review, Rubric
from trainees.reports import review_boards as reports
from trainees.statuses import ReviewStatus

SAMPLE = 10
BOARD = "trainees/review_board.html"

may_assign = requires("trainees.assign_review")


@requires("trainees.view_review")
@require_safe
def cohort_reviews(request: UserRequest, pk: int) -> HttpResponse:
    """Show how the reviews of a cohort get on, by reviewer and by application."""
    return _board(request, _find(pk))


@may_assign
@require_POST
def reviews_assign(request: UserRequest, pk: int) -> HttpResponse:
    """Show what an assignment would do; do it when that was confirmed."""
    cohort = _find(pk)
    form = AssignmentForm(request.POST, cohort=cohort)
    if not form.is_valid():
        return _board(request, cohort, form)
    if form.cleaned_data["digest"]:
        digest = form.cleaned_data["digest"]
        made = assignments.assign(cohort, form.wish(), digest=digest, by=request.user)
        messages.success(request, assignments.done(made.reviews.count()))
        return redirect("admin:cohort_reviews", pk)
    plan = assignments.plan(cohort, form.wish())
    context = {"cohort": cohort, "form": form, "plan": plan, "sample": plan.pairs[:SAMPLE]}
    return _page(
        request, "trainees/assignment_preview.html", _("Preview of the assignment"), context
    )


@may_assign
@require_POST
def assignment_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take back what nobody has begun."""
    assignment = get_object_or_404(Assignment.objects.select_related("cohort"), pk=pk)
    count = assignments.undo(assignment, by=request.user)
    text = ngettext("%d review taken back.", "%d reviews taken back.", count)
    messages.success(request, text % count)
    return redirect("admin:cohort_reviews", assignment.cohort_id)


@may_assign
@require_POST
def reviewer_remind(request: UserRequest, pk: int, reviewer: int) -> HttpResponse:
    """Write to a reviewer of a cohort with open reviews; once a day at most."""
    user = get_object_or_404(User, pk=reviewer)
    waiting = Review.objects.waiting().filter(reviewer=user, application__cohort=pk)
    for rubric in Rubric.objects.filter(pk__in=waiting.values("rubric")).select_related("call"):
        assignments.remind(user, rubric)
    messages.success(request, _("%(name)s is reminded, at most once a day.") % {"name": user})
    return redirect("admin:cohort_reviews", pk)


@may_assign
def review_set_aside(request: UserRequest, pk: int) -> HttpResponse:
    """Record a conflict of interest for a reviewer: the review is kept and does not count."""
    related = Review.objects.select_related("application__cohort", "reviewer", "application__call")
    review = get_object_or_404(related, pk=pk)
    form = StepBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        conflicts.step_back(review, by=request.user, **form.cleaned_data)
        messages.success(request, _("The review is set aside; another one can be assigned."))
        return redirect("admin:cohort_reviews", review.application.cohort_id)
    back = reverse("admin:trainees_review_change", args=[pk])
    context = {
        **admin.site.each_context(request),
        "title": _("Set the review aside"),
        "trail": [{"url": back, "label": str(review)}],
        "back": back,
        "form": form,
    }
    return render(request, "layouts/step.html", context, status=422 if form.errors else 200)


def _find(pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.select_related("program", "course"), pk=pk)


def _board(
    request: UserRequest, cohort: Cohort, form: AssignmentForm | None = None
) -> HttpResponse:
    filters = BoardFilterForm(request.GET)
    reviews = Review.objects.exclude(status=ReviewStatus.CANCELLED).select_related("reviewer")
    rows = reports.applications(cohort, filters.chosen).prefetch_related(
        Prefetch("reviews", reviews.order_by("number"), to_attr="shown_reviews")
    )
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "cohort": cohort,
        "filters": filters,
        "summary": reports.summary(cohort),
        "page": page_of(rows, request),
        "assigning": form or AssignmentForm(cohort=cohort),
        "ticked": set(request.POST.getlist("applications")),
        "query": query.urlencode(),
    }
    return _page(request, BOARD, _("Reviews"), context, status=422 if form else 200)


def _page(
    request: UserRequest, name: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    cohort = context["cohort"]
    trail = [{"url": reverse("admin:cohort_board", args=[cohort.pk]), "label": cohort.code}]
    if name != BOARD:
        url = reverse("admin:cohort_reviews", args=[cohort.pk])
        trail.append({"url": url, "label": _("Reviews")})
    around = {**admin.site.each_context(request), "title": title, "trail": trail}
    return render(request, name, around | context, status=status)
