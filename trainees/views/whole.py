"""Filling in an application on one page: what all steps ask, saved or handed in at once."""

from dataclasses import dataclass
from functools import lru_cache

from crispy_forms.utils import render_crispy_form
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from courses.actions.setup import Setup
from ivi_training.http import UserRequest
from ivi_training.permissions import signed_in
from trainees.actions import answers, applications, drafts
from trainees.actions.steps import ENDORSEMENTS, Step, steps_of
from trainees.forms.applications import SubmitForm
from trainees.forms.whole import WholeForm
from trainees.models import Applicant, Application
from trainees.views.steps import Desk, documents_of, open_desk


@dataclass(frozen=True)
class Drawn:
    """The parts of the page that are the same for everybody who has not begun."""

    sections: SafeString
    truth: SafeString


@signed_in
@gzip_page
def application_whole(request: UserRequest, code: str) -> HttpResponse:
    """Fill in every step on one page; a submitted application is shown instead."""
    desk = open_desk(request, code, with_gaps=False)
    application = desk.application
    if not application.is_editable:
        return redirect("trainees:application_detail", application.pk)
    if request.method != "POST" and application.applicant._state.adding:
        return _page(request, desk, _empty(desk.filled.setup, get_language() or ""))
    form = WholeForm(
        application, desk.filled, _asked(desk), request.POST or None, request.FILES or None
    )
    if request.method == "POST" and form.is_valid():
        drafts.save(application, application.applicant, **form.parts())
        drafts.keep_in_time(application, request.arrived_at)
        return _saved(request, application, form)
    truth = SubmitForm(request.POST if "submit" in request.POST else None)
    return _page(request, desk, _draw(desk, form, truth), form)


def _asked(desk: Desk) -> list[Step]:
    return [step for step in desk.steps if step != ENDORSEMENTS]


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
        application,
        by=request.user,
        arrived_at=request.arrived_at,
        zone=truth.cleaned_data["zone"],
    ):
        return redirect("trainees:application_received", application.pk)
    text = _("Your draft is saved, and not submitted yet: look at what is missing.")
    messages.warning(request, text)
    return redirect("trainees:application_detail", application.pk)


@lru_cache(maxsize=64)
def _empty(setup: Setup, _language: str) -> Drawn:
    """The form of a call before anything is known of the person; drawing it takes longest."""
    application = Application(call=setup.call, applicant=Applicant())
    filled = answers.read(application, setup)
    desk = Desk(application, filled, steps_of(filled), [], [])
    return _draw(desk, WholeForm(application, filled, _asked(desk)), SubmitForm())


def _draw(desk: Desk, form: WholeForm, truth: SubmitForm) -> Drawn:
    sections = [
        {"step": step, "form": part, "documents": [] if desk.is_new else documents_of(desk, step)}
        for step, part in form.steps
    ]
    return Drawn(
        render_to_string("trainees/whole_sections.html", {"sections": sections}),
        render_crispy_form(truth),
    )


def _page(
    request: UserRequest, desk: Desk, drawn: Drawn, form: WholeForm | None = None
) -> HttpResponse:
    context = {
        "call": desk.application.call,
        "application": desk.application,
        "form": form,
        "sections": drawn.sections,
        "truth": drawn.truth,
        "needed": desk.needed,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "trainees/application_whole.html", context, status=status)
