"""Ranking a cohort: previewed with its formula, frozen once it is right, read page by page."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Cohort
from ivi_training.http import UserRequest
from ivi_training.pages import page_of
from ivi_training.permissions import requires
from trainees.actions import rankings
from trainees.forms.rankings import FreezeForm, RuleForm
from trainees.models import Ranking

FIRST = 100


@requires("trainees.view_ranking")
@require_safe
def cohort_ranking(request: UserRequest, pk: int) -> HttpResponse:
    """Show the ranking as it would be frozen now; nothing is saved."""
    cohort = get_object_or_404(Cohort.objects.select_related("program"), pk=pk)
    form = RuleForm(request.GET or None)
    standing = rankings.compute(cohort, form.rule())
    context = {
        **admin.site.each_context(request),
        "title": _("Ranking"),
        "trail": _trail(cohort),
        "cohort": cohort,
        "form": form,
        "standing": standing,
        "first": standing.lines[:FIRST],
        "frozen": Ranking.objects.filter(cohort=cohort).select_related("frozen_by")[:10],
    }
    return render(request, "trainees/ranking_preview.html", context)


@requires("trainees.freeze_ranking")
def ranking_freeze(request: UserRequest, pk: int) -> HttpResponse:
    """Freeze the ranking that was previewed."""
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
    """Show a frozen ranking from the top, all streams or one."""
    related = Ranking.objects.select_related("cohort__program", "frozen_by")
    ranking = get_object_or_404(related, pk=pk)
    rows = ranking.rows.select_related("application__applicant", "application__call", "stream")
    stream = request.GET.get("stream", "")
    if stream.isdecimal():
        rows = rows.filter(stream=int(stream[:18]))
    context = {
        **admin.site.each_context(request),
        "title": str(ranking),
        "trail": _trail(ranking.cohort),
        "ranking": ranking,
        "streams": ranking.cohort.program.streams.all(),
        "stream": stream,
        "page": page_of(rows, request),
    }
    return render(request, "trainees/ranking_detail.html", context)


def _trail(cohort: Cohort) -> list[dict[str, str]]:
    return [
        {"url": reverse("admin:cohort_board", args=[cohort.pk]), "label": cohort.code},
        {"url": reverse("admin:cohort_reviews", args=[cohort.pk]), "label": _("Reviews")},
    ]
