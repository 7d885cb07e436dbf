"""The screening queue of a cohort, and one application beside what the rules say about it."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from courses.cohorts.models import Cohort
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Route
from ivi_training.office.views.pages import Crumb
from ivi_training.pages.http import UserRequest
from ivi_training.pages.pagination import page_from_oldest
from trainees.applying.actions import answers, endorsements
from trainees.applying.forms.reasons import UnsentReasonForm
from trainees.applying.models import Application
from trainees.applying.reports.answers import answered
from trainees.applying.reports.papers import same_elsewhere
from trainees.applying.views import trails
from trainees.applying.views.application_acts import ApplicationAct
from trainees.screening.actions import returns, screening
from trainees.screening.forms.returns import ReturnForm
from trainees.screening.forms.screening import QueueForm, UndoForm, VerdictForm
from trainees.screening.models import EligibilityResult, ReturnRequest, ScreeningStep

may_screen = requires("trainees.screen_application")


def _said_undone(count: int) -> str:
    return ngettext("%d application is back.", "%d applications are back.", count) % count


_RETURN = ApplicationAct(
    title=gettext_lazy("Return for missing papers"),
    form=ReturnForm,
    told=lambda application: {"filled": answers.read(application)},
    reads=lambda form: form.asked(),
    act=returns.ask,
    said=gettext_lazy("The application is returned; the applicant gets a mail."),
)
_GO_ON = ApplicationAct(
    title=gettext_lazy("Go on without the answer"),
    form=UnsentReasonForm,
    act=returns.take_back,
    said=gettext_lazy("Nothing is asked of the applicant any more."),
)
_UNDO = Act(
    title=gettext_lazy("Take screening back"),
    form=UndoForm,
    act=screening.undo,
    said=_said_undone,
)


@may_screen
@require_safe
def cohort_screening(request: UserRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.select_related("program"), pk=pk)
    filters = QueueForm(request.GET)
    waiting = _with_findings(Application.objects.in_screening().filter(cohort=cohort))
    return office.page(
        request,
        "trainees/screening/screening_queue.html",
        title=_("Screening"),
        trail=[trails.board(cohort)],
        cohort=cohort,
        filters=filters,
        page=page_from_oldest(filters.narrow(waiting, cohort), request, "submitted_at"),
        query=office.query_without_page(request).urlencode(),
        steps=screening.latest(cohort.pk),
    )


@may_screen
def application_screen(request: UserRequest, pk: int) -> HttpResponse:
    application = _find(pk)
    form = VerdictForm(request.POST or None)
    next_one, previous = _neighbours(application)
    if request.method == "POST" and form.is_valid():
        screening.screen([application], form.verdict(), by=request.user)
        messages.success(request, _("%(person)s is screened.") % {"person": application.applicant})
        if next_one:
            return redirect("admin:application_screen", next_one.pk)
        return redirect("admin:cohort_screening", application.cohort_id)
    return _one(request, application, form, next=next_one, previous=previous)


def _one(
    request: UserRequest, application: Application, form: VerdictForm, **around: Any
) -> HttpResponse:
    return office.page(
        request,
        "trainees/screening/screening_application.html",
        title=str(application.applicant),
        trail=[trails.board(application.cohort), trails.screening(application.cohort)],
        form=form,
        application=application,
        documents=application.documents.filter(question=None),
        same_files=same_elsewhere(application),
        sections=answered(answers.read(application)),
        needed=endorsements.needed(application),
        changes=application.changes(),
        **around,
    )


@may_screen
def application_return(request: UserRequest, pk: int) -> HttpResponse:
    """Return an application for what is missing, with a deadline of its own."""
    application = _find(pk)
    route = Route(_above(application), then=_queue(application.cohort))
    return acts.take(request, _RETURN, application, route, application=application)


@may_screen
def return_take_back(request: UserRequest, pk: int) -> HttpResponse:
    """Go on without the answer: the application is to be screened as it was submitted."""
    asked = get_object_or_404(ReturnRequest.objects.open(), pk=pk)
    asked.application = _find(asked.application_id)
    route = Route(_above(asked.application))
    return acts.take(request, _GO_ON, asked, route, application=asked.application)


@may_screen
def screening_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take a step of screening back for everybody who was not told."""
    step = get_object_or_404(ScreeningStep.objects.select_related("cohort__program"), pk=pk)
    route = Route([trails.board(step.cohort)], back=_queue(step.cohort))
    return acts.take(request, _UNDO, step, route, lead=step.cohort)


def _find(pk: int) -> Application:
    rows = Application.objects.received().select_related(
        "applicant__user",
        "call__program",
        "cohort__program",
        "form_version",
        "stream",
        "organisation",
    )
    found: Application = get_object_or_404(_with_findings(rows, is_list=False), pk=pk)
    return found


def _with_findings(rows: Any, *, is_list: bool = True) -> Any:
    """Beside each application the results of its latest check and what was asked of it."""
    rows = rows.for_list() if is_list else rows
    return rows.prefetch_related(
        Prefetch("eligibility_results", EligibilityResult.objects.newest(), to_attr="findings"),
        Prefetch("return_requests", ReturnRequest.objects.order_by("-pk"), to_attr="asked"),
    )


def _neighbours(application: Application) -> tuple[Application | None, Application | None]:
    queue = Application.objects.in_screening().filter(cohort=application.cohort_id)
    at, pk = application.submitted_at, application.pk
    after = queue.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=pk))
    before = queue.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk))
    return (
        after.filter(submitted_at__gte=at).first(),
        before.filter(submitted_at__lte=at).order_by("-submitted_at", "-pk").first(),
    )


def _queue(cohort: Cohort) -> str:
    return trails.screening(cohort).url


def _above(application: Application) -> list[Crumb]:
    here = office.crumb(str(application), "admin:application_screen", application.pk)
    return [trails.screening(application.cohort), here]
