"""Filling in an application on one page: what all steps ask, saved or handed in at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from ivi_training.http import UserRequest
from ivi_training.permissions import signed_in
from trainees.actions import applications, drafts
from trainees.actions.steps import ENDORSEMENTS
from trainees.forms.applications import SubmitForm
from trainees.forms.whole import WholeForm
from trainees.models import Application
from trainees.views.steps import Desk, documents_of, open_desk


@signed_in
@gzip_page
def application_whole(request: UserRequest, code: str) -> HttpResponse:
    """Fill in every step on one page; a submitted application is shown instead."""
    desk = open_desk(request, code, with_gaps=False)
    application = desk.application
    if not application.is_editable:
        return redirect("trainees:application_detail", application.pk)
    asked = [step for step in desk.steps if step != ENDORSEMENTS]
    form = WholeForm(application, desk.filled, asked, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        drafts.save(application, application.applicant, **form.parts())
        drafts.keep_in_time(application, request.arrived_at)
        return _saved(request, application, form)
    return _page(request, desk, form)


def _saved(request: UserRequest, application: Application, form: WholeForm) -> HttpResponse:
    """Hand in where that was asked for and can be; otherwise say that it is saved."""
    truth = SubmitForm(request.POST)
    if "submit" not in request.POST:
        text = _("Your draft is saved.")
        if form.newly_asked():
            text = _("Saved. Your answers bring up a further question below.")
        messages.success(request, text)
        return redirect("trainees:application_whole", application.call.code)
    if truth.is_valid() and not applications.hand_in(
        application, by=request.user, arrived_at=request.arrived_at
    ):
        return redirect("trainees:application_received", application.pk)
    text = _("Your draft is saved, and not submitted yet: look at what is missing.")
    messages.warning(request, text)
    return redirect("trainees:application_detail", application.pk)


def _page(request: UserRequest, desk: Desk, form: WholeForm) -> HttpResponse:
    sections = [
        {"step": step, "form": part, "documents": [] if desk.is_new else documents_of(desk, step)}
        for step, part in form.steps
    ]
    context = {
        "call": desk.application.call,
        "application": desk.application,
        "form": form,
        "sections": sections,
        "needed": desk.needed,
        "truth": SubmitForm(request.POST if "submit" in request.POST else None),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "trainees/application_whole.html", context, status=status)
