"""A reviewer's pages: what is assigned to them, the sheet beside the papers, stepping back."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ivi_training.files.views.files import shown_inline
from ivi_training.guards.permissions import requires
from ivi_training.pages.http import UserRequest
from ivi_training.pages.pagination import page_of
from trainees.reviewing.actions import conflicts
from trainees.reviewing.actions import reviews as actions
from trainees.reviewing.forms.reviews import ReviewForm, StepBackForm
from trainees.reviewing.models import Review
from trainees.reviewing.reports import reviews as reports
from trainees.reviewing.statuses import OPEN_REVIEWS, ReviewStatus

may_review = requires("trainees.write_review")


@may_review
@require_safe
def review_list(request: UserRequest) -> HttpResponse:
    mine, is_done = Review.objects.of(request.user), request.GET.get("show") == "done"
    waiting = mine.waiting()
    rows = mine.exclude(status__in=OPEN_REVIEWS) if is_done else waiting
    context = {
        "page": page_of(rows.for_list(), request),
        "is_done": is_done,
        "waiting": waiting.count(),
        "submitted": mine.filter(status=ReviewStatus.SUBMITTED).count(),
    }
    return render(request, "trainees/reviewing/review_list.html", context)


@may_review
def review_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Score one application with its papers beside the sheet; save, or submit for good."""
    review, is_final = _find(request, pk), "submit" in request.POST
    form = ReviewForm(request.POST or None, review=review, is_final=is_final)
    if request.method == "POST" and form.is_valid():
        act = actions.submit if is_final else actions.save
        act(review, form.sheet(), by=request.user)
        messages.success(request, _("Submitted.") if is_final else _("Saved. Go on when you like."))
        return _onward(request, review) if is_final else redirect("trainees:review_edit", pk)
    return _sheet(request, review, form)


@may_review
def review_step_back(request: UserRequest, pk: int) -> HttpResponse:
    review, form = _find(request, pk), StepBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        conflicts.step_back(review, by=request.user, **form.cleaned_data)
        messages.success(request, _("You have stepped back. Somebody else will review it."))
        return redirect("trainees:review_list")
    status = 422 if form.errors else 200
    context = {"review": review, "form": form}
    return render(request, "trainees/reviewing/review_step_back.html", context, status=status)


@may_review
@require_safe
def review_document(request: UserRequest, pk: int, document: int) -> FileResponse:
    """Show one paper of an application under review; others are not there."""
    shown = {paper.pk: paper for paper in reports.documents(_find(request, pk))}
    paper = shown.get(document)
    if paper is None:
        raise Http404
    return shown_inline(paper, paper.kind)


def _find(request: UserRequest, pk: int) -> Review:
    """One's own review; anybody else's is not there."""
    mine = Review.objects.of(request.user).for_list()
    return get_object_or_404(mine.select_related("application__cohort__program"), pk=pk)


def _onward(request: UserRequest, review: Review) -> HttpResponse:
    """To the next review that waits, or to the list when none does."""
    near = reports.neighbours(review, request.user)
    following = near.following or near.previous
    if following:
        return redirect("trainees:review_edit", following)
    return redirect("trainees:review_list")


def _sheet(request: UserRequest, review: Review, form: ReviewForm) -> HttpResponse:
    others = Review.objects.of_others(request.user).filter(application=review.application_id)
    has_stepped_back = review.status == ReviewStatus.RECUSED
    context = {
        "review": review,
        "form": form,
        "has_stepped_back": has_stepped_back,
        "facts": [] if has_stepped_back else reports.facts(review),
        "sections": [] if has_stepped_back else reports.answers(review),
        "documents": [] if has_stepped_back else reports.documents(review),
        "endorsements": [] if has_stepped_back else reports.endorsements(review),
        "near": reports.neighbours(review, request.user),
        "others": others.order_by("number").prefetch_related("scores__criterion"),
    }
    status = 422 if form.errors else 200
    return render(request, "trainees/reviewing/review_edit.html", context, status=status)
