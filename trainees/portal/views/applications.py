"""An applicant's pages: the summary before submission, the list, the withdrawal."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.calls.actions import setup
from ivi_training.guards.permissions import signed_in
from ivi_training.pages.http import UserRequest
from trainees.applying.actions import answers, consents, endorsements, form_pages
from trainees.applying.forms.applications import SubmissionForm, WithdrawForm
from trainees.applying.models import Application
from trainees.applying.reports.answers import answered
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.actions import deferrals, onboardings
from trainees.joining.reports import payers
from trainees.online.actions import online
from trainees.people.models import Applicant
from trainees.portal.actions import withdrawals
from trainees.screening.actions import submissions
from trainees.selecting.actions import appeals, waiting_lists
from trainees.selecting.forms.appeals import AppealForm
from trainees.selecting.models import Appeal


@signed_in
@require_safe
def application_list(request: UserRequest) -> HttpResponse:
    """Show one's own applications, whatever else one may see."""
    mine = (
        Application.objects.filter(applicant__user=request.user)
        .select_related("call", "cohort")
        .prefetch_related("offers__place__cohort")
    )
    applicant = Applicant.objects.of_account(request.user.pk)
    context = {"applications": mine, "changed": consents.changed_questions(applicant)}
    return render(request, "trainees/portal/application_list.html", context)


@signed_in
@require_safe
def application_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Review a draft before submission, or follow an application after it."""
    application = _find(request, pk)
    return _detail(request, application, SubmissionForm())


@signed_in
def application_submit(request: UserRequest, pk: int) -> HttpResponse:
    """Hand the draft in, once, however often the button is pressed."""
    application = _find(request, pk)
    form = SubmissionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _detail(request, application, form)
    zone = form.cleaned_data["zone"]
    submissions.submit(application, by=request.user, arrived_at=request.arrived_at, zone=zone)
    return redirect("trainees:application_received", application.pk)


@signed_in
@require_safe
def application_received(request: UserRequest, pk: int) -> HttpResponse:
    """Say that it has arrived: its number, the moment on each clock, and what comes next."""
    handed_in = Application.objects.received().filter(applicant__user=request.user)
    application: Any = get_object_or_404(handed_in.annotate(seen=setup.VERSION), pk=pk)
    application.call = setup.read_at_version(application.call_id, application.seen).call
    context = {"application": application, "call": application.call}
    return render(request, "trainees/portal/application_received.html", context)


@signed_in
def application_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take the application back, after being told what that means."""
    application = _find(request, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdrawals.withdraw(application, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your application is withdrawn."))
        return redirect("trainees:application_list")
    return render(
        request,
        "trainees/portal/application_withdraw.html",
        {"application": application, "form": form},
    )


@signed_in
def application_appeal(request: UserRequest, pk: int) -> HttpResponse:
    """Ask for another look at a negative result, once."""
    application = _find(request, pk)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        appeals.ask(application, **form.cleaned_data)
        messages.success(request, _("We have your request. A person will look at it."))
        return redirect("trainees:application_detail", application.pk)
    context = {"application": application, "form": form, "until": appeals.ask_until(application)}
    status = 422 if form.errors else 200
    return render(request, "trainees/portal/application_appeal.html", context, status=status)


def _find(request: UserRequest, pk: int) -> Application:
    """One's own application with all that its pages show; anybody else's is not there."""
    mine = Application.objects.filter(applicant__user=request.user)
    return get_object_or_404(
        mine.select_related("call__program", "cohort__program", "applicant__user", "stream"), pk=pk
    )


def _detail(request: UserRequest, application: Application, form: SubmissionForm) -> HttpResponse:
    filled = answers.read(application)
    needed = endorsements.needed(application, filled.setup)
    offer = deferrals.newest(application)
    can_defer = offer is not None and deferrals.is_movable(offer)
    return render(
        request,
        "trainees/portal/application_detail.html",
        {
            "application": application,
            "documents": application.documents.filter(question=None),
            "sections": answered(filled),
            "offer": offer,
            "payers": payers.rows(application, offer),
            "onboarding": onboardings.newest(application) if offer else None,
            "deferral": deferrals.latest(application),
            "can_defer": bool(offer and can_defer and deferrals.later_cohorts(offer)),
            "changes": application.changes(),
            "missing": form_pages.gaps(application, filled, needed)
            if application.is_editable
            else [],
            "needed": needed,
            "form": form,
            "changed": []
            if application.is_editable
            else consents.changed_questions(application.applicant),
            "followed": online.latest(application),
            "open_cohort": online.cohort_for(application),
            "position": waiting_lists.position_of(application),
            "appeal": Appeal.objects.filter(application=application).first(),
            "appeal_until": appeals.ask_until(application),
            "can_withdraw": application.can_move(ApplicationStatus.WITHDRAWN),
        },
        status=422 if form.errors else 200,
    )
