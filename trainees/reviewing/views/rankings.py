"""Ranking a cohort: previewed with its formula, frozen once it is right, read page by page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.cohorts.models import Cohort
from ivi_training.guards.permissions import requires
from ivi_training.office.views import pages as office
from ivi_training.office.views.pages import Crumb
from ivi_training.pages.http import UserRequest
from ivi_training.pages.pagination import page_of
from trainees.applying.views import trails
from trainees.reviewing.actions import rankings
from trainees.reviewing.forms.rankings import FreezeForm, RankingRuleForm
from trainees.reviewing.models import Ranking

FIRST = 100


@requires("trainees.view_ranking")
@require_safe
def cohort_ranking(request: UserRequest, pk: int) -> HttpResponse:
    """Show the ranking as it would be frozen now; nothing is saved."""
    cohort = get_object_or_404(Cohort.objects.select_related("program"), pk=pk)
    form = RankingRuleForm(request.GET or None)
    preview = rankings.compute(cohort, form.rule())
    return office.page(
        request,
        "trainees/reviewing/ranking_preview.html",
        title=_("Ranking"),
        trail=_trail(cohort),
        cohort=cohort,
        filters=form,
        preview=preview,
        first=preview.lines[:FIRST],
        frozen=Ranking.objects.filter(cohort=cohort).select_related("frozen_by")[:10],
    )


@requires("trainees.freeze_ranking")
def ranking_freeze(request: UserRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort, pk=pk)
    form = FreezeForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("admin:cohort_ranking", pk)
    made = rankings.freeze(
        cohort,
        form.rule(),
        digest=form.cleaned_data["digest"],
        note=form.cleaned_data["note"],
        by=request.user,
    )
    messages.success(request, _("Ranking %(n)s is frozen.") % {"n": made.number})
    return redirect("admin:ranking_detail", made.pk)


@requires("trainees.view_ranking")
@require_safe
def ranking_detail(request: UserRequest, pk: int) -> HttpResponse:
    related = Ranking.objects.select_related("cohort__program", "frozen_by")
    ranking = get_object_or_404(related, pk=pk)
    rows = ranking.rows.select_related("application__applicant", "application__call", "stream")
    stream = request.GET.get("stream", "")
    if stream.isdecimal():
        rows = rows.filter(stream=int(stream[:18]))
    return office.page(
        request,
        "trainees/reviewing/ranking_detail.html",
        title=str(ranking),
        trail=_trail(ranking.cohort),
        ranking=ranking,
        streams=ranking.cohort.program.streams.all(),
        stream=stream,
        page=page_of(rows, request),
    )


def _trail(cohort: Cohort) -> list[Crumb]:
    return [trails.board(cohort), trails.reviews(cohort)]
