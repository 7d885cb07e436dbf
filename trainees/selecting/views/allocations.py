"""Allocating a cohort's places: proposals compared before anything is saved, stored, staged."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from courses.cohorts.models import Cohort
from ivi_training.guards.permissions import requires
from ivi_training.office.views import pages as office
from ivi_training.office.views.pages import Crumb
from ivi_training.pages.http import UserRequest
from ivi_training.pages.pagination import page_of
from trainees.applying.views import trails
from trainees.joining.statuses import Outcome
from trainees.places.models import Quota, QuotaRule
from trainees.reviewing.actions import rankings
from trainees.reviewing.models import Ranking
from trainees.selecting.actions import allocation_runs, allocations
from trainees.selecting.forms.allocations import StoreForm, TermsForm, WhatIfForm
from trainees.selecting.models import AllocationRun
from trainees.selecting.reports.allocations import ProposalSide, differences, side

FIRST = 100


@requires("trainees.view_allocationrun")
@require_safe
def cohort_allocation(request: UserRequest, pk: int) -> HttpResponse:
    """Show what the ranking and the quotas lead to, beside what they would under other terms."""
    cohort = get_object_or_404(Cohort.objects.select_related("program"), pk=pk)
    ranking = rankings.latest(cohort)
    form = TermsForm(request.GET or None, prefix="now")
    what_if = _what_if(request, cohort)
    sides = _sides(ranking, form, what_if) if ranking else []
    return office.page(
        request,
        "trainees/selecting/allocation_preview.html",
        title=_("Allocation"),
        trail=_trail(cohort),
        cohort=cohort,
        ranking=ranking,
        forms=[form, what_if],
        sides=sides,
        differences=differences(*(s.proposal for s in sides))[:FIRST] if sides[1:] else [],
        first=FIRST,
        runs=AllocationRun.objects.filter(ranking__cohort=cohort)
        .select_related("ranking__cohort", "made_by")
        .order_by("-pk")[:10],
    )


@requires("trainees.decide_application")
def allocation_store(request: UserRequest, pk: int) -> HttpResponse:
    ranking = get_object_or_404(Ranking.objects.select_related("cohort__program"), pk=pk)
    prefix = "if" if "if-digest" in request.POST else "now"
    form = StoreForm(request.POST, prefix=prefix)
    if request.method != "POST" or not form.is_valid():
        return redirect("admin:cohort_allocation", ranking.cohort_id)
    asked: TermsForm = form if prefix == "now" else _what_if(request, ranking.cohort)
    run = allocation_runs.store(
        ranking,
        asked.terms(),
        digest=form.cleaned_data["digest"],
        note=form.cleaned_data["note"],
        by=request.user,
    )
    messages.success(request, _("Run %(n)s is stored. Nothing is decided yet.") % {"n": run.number})
    return redirect("admin:allocation_detail", run.pk)


@requires("trainees.view_allocationrun")
@require_safe
def allocation_detail(request: UserRequest, pk: int) -> HttpResponse:
    run = _find(pk)
    lines = run.lines.select_related(
        "application__applicant",
        "application__call",
        "application__stream",
        "quota__rule",
        "rule",
        *(f"quota__{name}" for name in ("stream", "organisation", "course", "cohort")),
    )
    outcome = request.GET.get("outcome", "")
    if outcome in Outcome.values:
        lines = lines.filter(outcome=outcome)
    return office.page(
        request,
        "trainees/selecting/allocation_run.html",
        title=str(run),
        trail=_trail(run.ranking.cohort),
        run=run,
        cohort=run.ranking.cohort,
        terms=allocations.AllocationTerms.from_json(run.inputs["terms"]),
        outcomes=Outcome,
        outcome=outcome,
        page=page_of(lines, request),
    )


@requires("trainees.decide_application")
def allocation_stage(request: UserRequest, pk: int) -> HttpResponse:
    """Stage what the run proposes; nobody is told before publication."""
    run = _find(pk)
    if request.method != "POST":
        return redirect("admin:allocation_detail", pk)
    count = len(allocation_runs.stage(run, by=request.user))
    said = ngettext("%d decision staged.", "%d decisions staged.", count) % count
    messages.success(request, said)
    return redirect("admin:cohort_board", run.ranking.cohort_id)


def _find(pk: int) -> AllocationRun:
    related = AllocationRun.objects.select_related(
        "ranking__cohort__program", "quota_version", "made_by"
    )
    return get_object_or_404(related, pk=pk)


def _what_if(request: UserRequest, cohort: Cohort) -> WhatIfForm:
    data = request.POST if request.method == "POST" else request.GET
    is_asked = any(name.startswith("if-") for name in data)
    open_here = Quota.objects.open().filter(Q(cohort=None) | Q(cohort=cohort), rule=None)
    return WhatIfForm(
        data if is_asked else None,
        prefix="if",
        quotas=open_here.filter(program=cohort.program).for_list(),
        rules=QuotaRule.objects.open().filter(program=cohort.program),
    )


def _sides(ranking: Ranking, form: TermsForm, what_if: WhatIfForm) -> list[ProposalSide]:
    """The proposal as things stand and, where something was asked for, the other one."""
    found = [
        side(_("With the quotas as they are"), "now", allocations.compute(ranking, form.terms()))
    ]
    if what_if.has_changed():
        found.append(side(_("What if"), "if", allocations.compute(ranking, what_if.terms())))
    return found


def _trail(cohort: Cohort) -> list[Crumb]:
    return [trails.board(cohort), trails.ranking(cohort)]
