"""The chair's board of reviews: progress, handing out with a preview, taking back, reminding."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Route
from ivi_training.office.views.pages import Crumb
from ivi_training.pages.http import UserRequest
from ivi_training.pages.pagination import page_of
from trainees.applying.views import trails
from trainees.reviewing.actions import assignments, conflicts
from trainees.reviewing.forms.assignments import AssignmentForm, BoardFilterForm
from trainees.reviewing.forms.reviews import StepBackForm
from trainees.reviewing.models import Assignment, Review, Rubric
from trainees.reviewing.reports import review_boards as reports
from trainees.reviewing.statuses import ReviewStatus

SAMPLE = 10

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
        made = assignments.assign(cohort, form.wanted(), digest=digest, by=request.user)
        messages.success(request, assignments.assigned_message(made.reviews.count()))
        return redirect("admin:cohort_reviews", pk)
    plan = assignments.preview(cohort, form.wanted())
    return office.page(
        request,
        "trainees/reviewing/assignment_preview.html",
        title=_("Preview of the assignment"),
        trail=[trails.board(cohort), trails.reviews(cohort)],
        form=form,
        cohort=cohort,
        plan=plan,
        sample=plan.pairs[:SAMPLE],
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


_SET_ASIDE = Act(
    title=gettext_lazy("Set the review aside"),
    form=StepBackForm,
    act=conflicts.step_back,
    said=gettext_lazy("The review is set aside; another one can be assigned."),
)


@may_assign
def review_set_aside(request: UserRequest, pk: int) -> HttpResponse:
    """Record a conflict of interest for a reviewer: the review is kept and does not count."""
    related = Review.objects.select_related("application__cohort", "reviewer", "application__call")
    review = get_object_or_404(related, pk=pk)
    above = Crumb(office.row_page(review), str(review))
    route = Route([above], then=trails.reviews(review.application.cohort).url)
    return acts.take(request, _SET_ASIDE, review, route)


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
    return office.page(
        request,
        "trainees/reviewing/review_board.html",
        title=_("Reviews"),
        trail=[trails.board(cohort)],
        is_refused=form is not None,
        cohort=cohort,
        filters=filters,
        summary=reports.summary(cohort),
        page=page_of(rows, request),
        assigning=form or AssignmentForm(cohort=cohort),
        ticked=set(request.POST.getlist("applications")),
        query=office.query_without_page(request).urlencode(),
    )
