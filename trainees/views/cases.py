"""Steps on one application inside the administration."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import applications, offers
from trainees.forms.cases import ReasonForm, StreamForm
from trainees.models import Application, Offer


@requires("trainees.screen_application")
def stream_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Set the stream where the rules left it to a person."""
    submitted = Application.objects.received().select_related("cohort__program", "call")
    application = get_object_or_404(submitted, pk=pk)
    form = StreamForm(request.POST or None, program=application.cohort.program)
    if request.method == "POST" and form.is_valid():
        applications.decide_stream(application, by=request.user, **form.cleaned_data)
        messages.success(request, _("The stream is decided."))
        return redirect("admin:trainees_application_change", pk)
    return _page(request, application, form, _("Decide the stream"))


@requires("trainees.change_offer")
def offer_rescind(request: UserRequest, pk: int) -> HttpResponse:
    """Take an offer back; the applicant is told why."""
    related = Offer.objects.select_related(
        "application__applicant__user",
        "application__call__program",
        "application__cohort",
        "place",
        "commitment",
    )
    offer = get_object_or_404(related, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        offers.rescind(offer, by=request.user, **form.cleaned_data)
        messages.success(request, _("The offer is taken back; its place and money are free."))
        return redirect("admin:trainees_application_change", offer.application_id)
    return _page(request, offer.application, form, _("Take the offer back"))


def _page(
    request: UserRequest, application: Application, form: forms.Form, title: str
) -> HttpResponse:
    back = reverse("admin:trainees_application_change", args=[application.pk])
    context = {
        **admin.site.each_context(request),
        "title": title,
        "trail": [{"url": back, "label": str(application)}],
        "back": back,
        "form": form,
    }
    return render(request, "layouts/step.html", context, status=422 if form.errors else 200)
