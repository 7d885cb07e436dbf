"""A cohort's board: one list of its applications, screened and decided several at once."""

from dataclasses import replace
from typing import Any, cast

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST, require_safe

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Route
from ivi_training.pages.http import UserRequest
from ivi_training.pages.pagination import page_of
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.applying.views import trails
from trainees.joining.models import Offer
from trainees.joining.statuses import Outcome
from trainees.office.forms.boards import (
    ApplicationFilterForm,
    ConditionsForm,
    ScreeningForm,
    StagingForm,
    TickedForm,
    UnstagingForm,
)
from trainees.office.reports import cohorts
from trainees.screening.actions import screening
from trainees.screening.views import bulk_acts
from trainees.screening.views.bulk_acts import BulkAct, counted, previewed
from trainees.selecting.actions import decisions
from trainees.selecting.models import Decision
from trainees.selecting.statuses import DecisionReason

PAGE = 100


def _screen(
    _cohort: Cohort, *, chosen: list[Application], verdict: screening.ScreeningVerdict, by: User
) -> int:
    screening.screen(chosen, verdict, by=by)
    return len(chosen)


def _stage(_cohort: Cohort, *, chosen: list[Application], by: User, **decision: Any) -> int:
    decisions.stage(chosen, by=by, **decision)
    return len(chosen)


def _unstage(_cohort: Cohort, *, chosen: list[Application], why: str, by: User) -> int:
    return decisions.unstage(chosen, by=by, why=why)


def _result(verdict: screening.ScreeningVerdict) -> ApplicationStatus:
    return ApplicationStatus.ELIGIBLE if verdict.reason is None else ApplicationStatus.INELIGIBLE


def _decision(form: StagingForm) -> dict[str, Any]:
    typed = form.cleaned_data
    return {
        "chosen": form.chosen,
        "outcome": Outcome(typed["outcome"]),
        "reason": DecisionReason(typed["reason"]),
        "note": typed["note"],
    }


def _outcome_of(form: StagingForm) -> str:
    return f"{_STAGE.title}: {Outcome(form.cleaned_data['outcome']).label}"


_SCREEN = BulkAct(
    title=gettext_lazy("Screening"),
    names=lambda form: str(form.result().label),
    form=ScreeningForm,
    reads=lambda form: {"chosen": form.chosen, "verdict": form.verdict()},
    preview=previewed(lambda chosen, verdict: screening.preview_move(chosen, _result(verdict))),
    act=_screen,
    said=counted(ngettext_lazy("%d application screened.", "%d applications screened.")),
)
_STAGE = BulkAct(
    title=gettext_lazy("Decision"),
    names=_outcome_of,
    form=StagingForm,
    reads=_decision,
    preview=previewed(
        lambda chosen, outcome, **_: screening.preview_move(
            chosen, ApplicationStatus(outcome.value)
        )
    ),
    act=_stage,
    said=counted(ngettext_lazy("%d decision staged.", "%d decisions staged.")),
)
_UNSTAGE = BulkAct(
    title=gettext_lazy("Take staged decisions back"),
    form=UnstagingForm,
    reads=lambda form: {"chosen": form.chosen, "why": form.cleaned_data["note"]},
    preview=previewed(lambda chosen, **_: screening.preview_unstage(chosen)),
    act=_unstage,
    said=counted(ngettext_lazy("%d decision taken back.", "%d decisions taken back.")),
)


@requires("trainees.view_application")
@require_safe
def cohort_board(request: UserRequest, pk: int) -> HttpResponse:
    found = Cohort.objects.select_related("program", "course")
    return _board(request, get_object_or_404(found, pk=pk))


@requires("trainees.screen_application")
@require_POST
def cohort_screen(request: UserRequest, pk: int) -> HttpResponse:
    """Find everybody ticked eligible, or not eligible for a reason."""
    return take(request, _SCREEN, pk, "screening")


@requires("trainees.decide_application")
@require_POST
def cohort_stage(request: UserRequest, pk: int) -> HttpResponse:
    """Stage one decision for everybody ticked; nobody is told before publication."""
    return take(request, _STAGE, pk, "staging")


@requires("trainees.decide_application")
@require_POST
def cohort_unstage(request: UserRequest, pk: int) -> HttpResponse:
    return take(request, _UNSTAGE, pk, "unstaging")


def take(request: UserRequest, act: BulkAct, pk: int, shown_as: str) -> HttpResponse:
    """Act on those ticked, or show the board again with its form `shown_as` and the mistakes."""
    cohort = get_object_or_404(Cohort.objects.select_related("program", "course"), pk=pk)
    form = cast("TickedForm", act.form_for(cohort, request.POST))
    if not form.is_valid():
        return _board(request, cohort, **{shown_as: form})
    name = act.name(form)
    return acts.take(
        request,
        replace(act, title=bulk_acts.title_of(name)),
        cohort,
        _route(request, cohort),
        form,
        lead=" · ".join([cohort.title, _("Nothing is done yet.")]),
        name=name,
    )


def _route(request: UserRequest, cohort: Cohort) -> Route:
    """Back to the queue of screening or to the board, as it was narrowed."""
    board = trails.board(cohort)
    if request.POST.get("queue"):
        return Route([board], back=trails.screening(cohort).url)
    narrowed = reverse("admin:cohort_board", args=[cohort.pk], query=request.GET)
    return Route([board], then=narrowed)


def _board(request: UserRequest, cohort: Cohort, **posted: TickedForm) -> HttpResponse:
    """The board with its forms; with what was posted and refused where there is something."""
    filters = ApplicationFilterForm(request.GET, cohort=cohort)
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
    shown: dict[str, Any] = {
        "screening": ScreeningForm(cohort=cohort),
        "staging": StagingForm(cohort=cohort),
        "conditions": ConditionsForm(cohort=cohort),
    }
    return office.page(
        request,
        "trainees/office/cohort_board.html",
        title=str(cohort),
        trail=[office.crumb(_("Cohorts"), "admin:courses_cohort_changelist")],
        is_refused=bool(posted),
        cohort=cohort,
        filters=filters,
        page=page_of(filters.narrow(rows), request, PAGE),
        summary=cohorts.summary(cohort),
        ticked=set(request.POST.getlist("applications")),
        ticked_errors=errors,
        query=office.query_without_page(request).urlencode(),
        steps=screening.latest(cohort.pk),
        **shown | posted,
    )
