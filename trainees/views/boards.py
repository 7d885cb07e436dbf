"""A cohort's board: one list of its applications, screened and decided several at once."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST, require_safe

from courses.models import Cohort
from ivi_training.http import UserRequest
from ivi_training.pages import page_of
from ivi_training.permissions import requires
from trainees.actions import decisions, screening
from trainees.forms.boards import (
    FilterForm,
    ScreeningForm,
    StagingForm,
    TickedForm,
    UnstagingForm,
)
from trainees.forms.conditions import ConditionsForm
from trainees.models import Application, Decision, Offer
from trainees.reports import cohorts
from trainees.statuses import ApplicationStatus, DecisionReason, Outcome
from trainees.views.step_previews import is_confirmed, preview

PAGE = 100


@requires("trainees.view_application")
@require_safe
def cohort_board(request: UserRequest, pk: int) -> HttpResponse:
    """Show the applications of a cohort with stream, country, income group and status."""
    return board(request, find(pk))


@requires("trainees.screen_application")
@require_POST
def cohort_screen(request: UserRequest, pk: int) -> HttpResponse:
    """Find everybody ticked eligible, or not eligible for a reason."""
    cohort = find(pk)
    form = ScreeningForm(request.POST, cohort=cohort)
    if not form.is_valid():
        return board(request, cohort, screening=form)
    chosen, result = list(form.cleaned_data["applications"]), form.result()
    plan = screening.plan_move(chosen, result)
    if not is_confirmed(request, plan, chosen):
        return preview(request, cohort, plan, str(result.label))
    screening.screen(plan.acting or chosen, form.verdict(), by=request.user)
    say(
        request, len(chosen), ngettext_lazy("%d application screened.", "%d applications screened.")
    )
    if "queue" in request.POST:
        return redirect("admin:cohort_screening", pk)
    return redirect(request.get_full_path().replace("/screen/", "/board/"))


@requires("trainees.decide_application")
@require_POST
def cohort_stage(request: UserRequest, pk: int) -> HttpResponse:
    """Stage one decision for everybody ticked; nobody is told before publication."""
    cohort = find(pk)
    form = StagingForm(request.POST, cohort=cohort)
    if not form.is_valid():
        return board(request, cohort, staging=form)
    chosen = list(form.cleaned_data["applications"])
    outcome = Outcome(form.cleaned_data["outcome"])
    plan = screening.plan_move(chosen, ApplicationStatus(outcome.value))
    if not is_confirmed(request, plan, chosen):
        return preview(request, cohort, plan, f"{_('Decision')}: {outcome.label}")
    decisions.stage(
        plan.acting or chosen,
        outcome=outcome,
        reason=DecisionReason(form.cleaned_data["reason"]),
        note=form.cleaned_data["note"],
        by=request.user,
    )
    say(request, len(chosen), ngettext_lazy("%d decision staged.", "%d decisions staged."))
    return redirect(request.get_full_path().replace("/stage/", "/board/"))


@requires("trainees.decide_application")
@require_POST
def cohort_unstage(request: UserRequest, pk: int) -> HttpResponse:
    """Take back what was staged for everybody ticked."""
    cohort = find(pk)
    form = UnstagingForm(request.POST, cohort=cohort)
    if not form.is_valid():
        return board(request, cohort, unstaging=form)
    chosen, why = list(form.cleaned_data["applications"]), form.cleaned_data["note"]
    plan = screening.plan_unstage(chosen)
    if not is_confirmed(request, plan, chosen):
        return preview(request, cohort, plan, _("Take staged decisions back"))
    count = decisions.unstage(chosen, by=request.user, why=why)
    say(request, count, ngettext_lazy("%d decision taken back.", "%d decisions taken back."))
    return redirect(request.get_full_path().replace("/unstage/", "/board/"))


def find(pk: int) -> Cohort:
    """The cohort of a board."""
    return get_object_or_404(Cohort.objects.select_related("program", "course"), pk=pk)


def say(request: UserRequest, count: int, message: Promise) -> None:
    """Tell for how many a step was done."""
    messages.success(request, str(message % count))


def _in_admin(request: UserRequest, context: dict[str, Any]) -> dict[str, Any]:
    """A page's context with the menu and the header of the admin around it."""
    return admin.site.each_context(request) | context


def _without_key(request: UserRequest) -> str:
    """The filters in the address, without where the page begins."""
    query = request.GET.copy()
    query.pop("before", None)
    return query.urlencode()


def board(request: UserRequest, cohort: Cohort, **posted: TickedForm) -> HttpResponse:
    """The board with its forms; with what was posted and refused where there is something."""
    filters = FilterForm(request.GET, cohort=cohort)
    rows = (
        Application.objects.received()
        .filter(cohort=cohort)
        .for_list()
        .prefetch_related(
            Prefetch("decisions", Decision.objects.staged(), to_attr="staged"),
            Prefetch("offers", Offer.objects.order_by("pk"), to_attr="offers_made"),
        )
    )
    errors = [e for form in posted.values() for e in form.errors.get("applications", [])]
    if "unstaging" in posted:
        errors += posted["unstaging"].errors.get("note", [])
    context = {
        "cohort": cohort,
        "filters": filters,
        "page": page_of(filters.narrow(rows), request, PAGE),
        "summary": cohorts.summary(cohort),
        "screening": posted.get("screening") or ScreeningForm(cohort=cohort),
        "staging": posted.get("staging") or StagingForm(cohort=cohort),
        "conditions": posted.get("conditions") or ConditionsForm(cohort=cohort),
        "ticked": set(request.POST.getlist("applications")),
        "ticked_errors": errors,
        "query": _without_key(request),
        "steps": screening.latest(cohort.pk),
        "title": str(cohort),
        "trail": [
            {"url": reverse("admin:courses_cohort_changelist"), "label": _("Cohorts")},
        ],
    }
    status = 422 if posted else 200
    return render(request, "trainees/cohort_board.html", _in_admin(request, context), status=status)
