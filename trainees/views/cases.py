"""Steps on one application inside the administration."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import appeals, applications, enrolments, offers
from trainees.forms.cases import AppealDecisionForm, EndForm, ReasonForm, StreamForm
from trainees.forms.offers import ExtensionForm
from trainees.models import Appeal, Application, Enrolment, Offer


@requires("trainees.screen_application")
def stream_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Set the stream where the rules left it to a person."""
    submitted = Application.objects.received()
    submitted = submitted.select_related("applicant", "cohort__program", "call")
    application = get_object_or_404(submitted, pk=pk)
    form = StreamForm(request.POST or None, program=application.cohort.program)
    if request.method == "POST" and form.is_valid():
        applications.decide_stream(application, by=request.user, **form.cleaned_data)
        messages.success(request, _("The stream is decided."))
        return redirect("admin:trainees_application_change", pk)
    return step_page(request, application, form, _("Decide the stream"))


@requires("trainees.change_offer")
def offer_rescind(request: UserRequest, pk: int) -> HttpResponse:
    """Take an offer back; the applicant is told why."""
    related = Offer.objects.select_related(
        "application__applicant__user",
        "application__call__program",
        "application__cohort",
        "place__cohort",
        "commitment",
    )
    offer = get_object_or_404(related, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        offers.rescind(offer, by=request.user, **form.cleaned_data)
        messages.success(request, _("The offer is taken back; its place and money are free."))
        return redirect("admin:trainees_application_change", offer.application_id)
    return step_page(request, offer.application, form, _("Take the offer back"))


@requires("trainees.change_offer")
def offer_extend(request: UserRequest, pk: int) -> HttpResponse:
    """Give one person more time to answer."""
    related = Offer.objects.select_related(
        "application__applicant__user", "application__call", "application__cohort", "place__cohort"
    )
    offer = get_object_or_404(related, pk=pk)
    form = ExtensionForm(request.POST or None, offer=offer)
    if request.method == "POST" and form.is_valid():
        offers.extend(offer, by=request.user, **form.cleaned_data)
        messages.success(request, _("The deadline is moved and the applicant is told."))
        return redirect("admin:trainees_application_change", offer.application_id)
    return step_page(request, offer.application, form, _("Give more time"))


@requires("trainees.change_offer")
def enrolment_end(request: UserRequest, pk: int) -> HttpResponse:
    """End an enrolment before the course; its place goes to the waiting list."""
    related = Enrolment.objects.select_related(
        "offer__place",
        "offer__commitment",
        "application__applicant",
        "application__call",
        "application__cohort",
    )
    enrolment = get_object_or_404(related, pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        enrolments.end(enrolment, by=request.user, **form.cleaned_data)
        messages.success(request, _("The enrolment is ended; its place and money are free."))
        return redirect("admin:trainees_application_change", enrolment.application_id)
    return step_page(request, enrolment.application, form, _("End the enrolment"))


@requires("trainees.decide_application")
def appeal_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Answer a request for another look at a result."""
    related = Appeal.objects.select_related(
        "application__applicant__user", "application__call", "application__cohort"
    )
    appeal = get_object_or_404(related, pk=pk)
    form = AppealDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        appeals.decide(appeal, by=request.user, **form.cleaned_data)
        messages.success(request, _("The request is decided and the applicant is told."))
        return redirect("admin:trainees_application_change", appeal.application_id)
    title = _("Look at a result again")
    return step_page(request, appeal.application, form, title, text=appeal.text)


def step_page(
    request: UserRequest, application: Application, form: forms.BaseForm, title: str, text: str = ""
) -> HttpResponse:
    """One form with one button, on the way back to the application; `text` is what was written."""
    back = reverse("admin:trainees_application_change", args=[application.pk])
    context = {
        **admin.site.each_context(request),
        "title": title,
        "trail": [{"url": back, "label": str(application)}],
        "back": back,
        "form": form,
        "application": application,
        "text": text,
    }
    return render(request, "trainees/case_step.html", context, status=422 if form.errors else 200)
