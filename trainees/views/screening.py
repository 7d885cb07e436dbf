"""The screening queue of a cohort, and one application beside what the rules say about it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from courses.models import Cohort
from ivi_training.http import UserRequest
from ivi_training.pages import page_from_oldest
from ivi_training.permissions import requires
from trainees.actions import answers, endorsements, returns, screening
from trainees.forms.boards import VerdictForm
from trainees.forms.cases import ReasonForm
from trainees.forms.returns import ReturnForm
from trainees.forms.screening import QueueForm
from trainees.models import Application, EligibilityResult, ReturnRequest, ScreeningStep
from trainees.reports.answers import answered
from trainees.reports.papers import same_elsewhere

may_screen = requires("trainees.screen_application")


@may_screen
@require_safe
def cohort_screening(request: UserRequest, pk: int) -> HttpResponse:
    """Show what waits for screening, oldest first, with what every rule says."""
    cohort = get_object_or_404(Cohort.objects.select_related("program"), pk=pk)
    filters = QueueForm(request.GET)
    waiting = _with_findings(Application.objects.in_screening().filter(cohort=cohort))
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "cohort": cohort,
        "filters": filters,
        "page": page_from_oldest(filters.narrow(waiting, cohort), request, "submitted_at"),
        "query": query.urlencode(),
        "steps": screening.latest(cohort.pk),
        "trail": [_board(cohort)],
    }
    return _page(request, "trainees/screening_queue.html", _("Screening"), context)


@may_screen
def application_screen(request: UserRequest, pk: int) -> HttpResponse:
    """Screen one application with its papers and the rules' results beside the step."""
    application = _find(pk)
    form = VerdictForm(request.POST or None)
    next_one, previous = _neighbours(application)
    if request.method == "POST" and form.is_valid():
        screening.screen([application], form.verdict(), by=request.user)
        messages.success(request, _("%(person)s is screened.") % {"person": application.applicant})
        if next_one:
            return redirect("admin:application_screen", next_one.pk)
        return redirect("admin:cohort_screening", application.cohort_id)
    context = {
        "application": application,
        "documents": application.documents.filter(question=None),
        "same_files": same_elsewhere(application),
        "sections": answered(answers.read(application)),
        "needed": endorsements.needed(application),
        "form": form,
        "next": next_one,
        "previous": previous,
        "changes": application.changes(),
        "trail": [_board(application.cohort), _queue(application.cohort)],
    }
    return _page(request, "trainees/screening_one.html", str(application.applicant), context, form)


@may_screen
def application_return(request: UserRequest, pk: int) -> HttpResponse:
    """Return an application for what is missing, with a deadline of its own."""
    application = _find(pk)
    form = ReturnForm(request.POST or None, filled=answers.read(application))
    if request.method == "POST" and form.is_valid():
        returns.ask(application, **form.asked(), by=request.user)
        messages.success(request, _("The application is returned; the applicant gets a mail."))
        return redirect("admin:cohort_screening", application.cohort_id)
    return _step(request, application, _("Return for missing papers"), form)


@may_screen
def return_take_back(request: UserRequest, pk: int) -> HttpResponse:
    """Go on without the answer: the application is to be screened as it was submitted."""
    asked = get_object_or_404(ReturnRequest.objects.open(), pk=pk)
    asked.application = _find(asked.application_id)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = _("For the record. No mail is sent.")
    if request.method == "POST" and form.is_valid():
        returns.take_back(asked, by=request.user, **form.cleaned_data)
        messages.success(request, _("Nothing is asked of the applicant any more."))
        return redirect("admin:application_screen", asked.application_id)
    return _step(request, asked.application, _("Go on without the answer"), form)


@may_screen
def screening_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take a step of screening back for everybody who was not told."""
    step = get_object_or_404(ScreeningStep.objects.select_related("cohort__program"), pk=pk)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = _("For the record. Mails that wait are cancelled.")
    if request.method == "POST" and form.is_valid():
        count = screening.undo(step, by=request.user, **form.cleaned_data)
        text = ngettext("%d application is back.", "%d applications are back.", count)
        messages.success(request, text % count)
        return redirect("admin:cohort_screening", step.cohort_id)
    context = {"trail": [_board(step.cohort)], "back": _queue(step.cohort)["url"], "form": form}
    return _page(request, "layouts/step.html", _("Take screening back"), context, form)


def _find(pk: int) -> Application:
    """A submitted application with all that the page beside it shows."""
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
    """The next and the previous one in the queue of its cohort."""
    queue = Application.objects.in_screening().filter(cohort=application.cohort_id)
    at, pk = application.submitted_at, application.pk
    after = queue.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=pk))
    before = queue.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk))
    return (
        after.filter(submitted_at__gte=at).first(),
        before.filter(submitted_at__lte=at).order_by("-submitted_at", "-pk").first(),
    )


def _board(cohort: Cohort) -> dict[str, str]:
    return {"url": reverse("admin:cohort_board", args=[cohort.pk]), "label": str(cohort)}


def _queue(cohort: Cohort) -> dict[str, str]:
    return {"url": reverse("admin:cohort_screening", args=[cohort.pk]), "label": _("Screening")}


def _step(request: UserRequest, application: Application, title: str, form: Any) -> HttpResponse:
    back = {
        "url": reverse("admin:application_screen", args=[application.pk]),
        "label": str(application),
    }
    context = {
        "trail": [_queue(application.cohort), back],
        "back": back["url"],
        "form": form,
        "application": application,
    }
    return _page(request, "trainees/case_step.html", title, context, form)


def _page(
    request: UserRequest, template: str, title: str, context: dict[str, Any], form: Any = None
) -> HttpResponse:
    """A page with the menu and the header of the admin around it."""
    context = admin.site.each_context(request) | context | {"title": title}
    return render(request, template, context, status=422 if form and form.errors else 200)
